# Everything is plain Python in tools/; this file only gives it names.
PYTHON ?= python3
RUN = $(PYTHON) tools/setup.py

.PHONY: demo demo-setup browser test check bench format messages lock

demo:       ## set up, fill, start: web server and worker on http://127.0.0.1:$${PORT:-8000}
	@exec $(RUN) demo

demo-setup: ## the same without starting
	@exec $(RUN) demo-setup

browser:    ## find or install Chromium with Chinese fonts
	@exec $(RUN) browser

test:       ## the whole suite on PostgreSQL, then without the browser on SQLite
	@exec $(RUN) test

check:      ## format, lint, types, imports, migrations, messages, templates
	@exec $(RUN) check

bench:      ## ratios to a bare one-INSERT view, into bench/latest.json
	@exec $(RUN) bench

format:
	@exec $(RUN) format

messages:   ## refresh locale/ from the sources
	@exec $(RUN) messages

lock:       ## pin pyproject.toml's dependencies again
	@exec $(RUN) lock
