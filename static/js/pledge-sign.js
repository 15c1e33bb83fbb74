// The place to sign: strokes survive turning the phone, and the page sends strokes, never a picture.
// The limits are those of pledges/domain/signatures.py, where they are checked again.
const MIN = { side: 120, ink: 0.6, inkOne: 0.3, box: 0.25, across: 0.05, turning: Math.PI / 2, stroke: 0.04 };
const MAX_UNIT = 240;

const distance = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);
const length = (stroke) => stroke.slice(1).reduce((sum, point, i) => sum + distance(stroke[i], point), 0);

function across(points) {
  const mx = points.reduce((sum, p) => sum + p[0], 0) / points.length;
  const my = points.reduce((sum, p) => sum + p[1], 0) / points.length;
  let [xx, yy, xy] = [0, 0, 0];
  for (const [x, y] of points) {
    xx += (x - mx) ** 2;
    yy += (y - my) ** 2;
    xy += (x - mx) * (y - my);
  }
  const angle = Math.atan2(2 * xy, xx - yy) / 2;
  const offsets = points.map(([x, y]) => (y - my) * Math.cos(angle) - (x - mx) * Math.sin(angle));
  return Math.max(...offsets) - Math.min(...offsets);
}

function turning(stroke, step) {
  const kept = [stroke[0]];
  for (const point of stroke) if (distance(kept.at(-1), point) >= step) kept.push(point);
  const angles = kept.slice(1).map((p, i) => Math.atan2(p[1] - kept[i][1], p[0] - kept[i][0]));
  return angles.slice(1).reduce((sum, angle, i) => {
    const turn = Math.abs(angle - angles[i]);
    return sum + Math.min(turn, 2 * Math.PI - turn);
  }, 0);
}

/** "" for a signature, else which of the three messages fits: empty, small, line. */
export function problemOf({ width, height, strokes }, oneStrokeName) {
  const unit = Math.min(Math.max(Math.min(width, height), MIN.side), MAX_UNIT);
  const real = strokes.filter((stroke) => length(stroke) >= MIN.stroke * unit);
  const points = real.flat();
  if (!points.length) return "empty";
  const spread = (axis) => Math.max(...points.map((p) => p[axis])) - Math.min(...points.map((p) => p[axis]));
  const ink = real.reduce((sum, stroke) => sum + length(stroke), 0) / unit;
  if (ink < (oneStrokeName ? MIN.inkOne : MIN.ink) || Math.max(spread(0), spread(1)) / unit < MIN.box) return "small";
  if (oneStrokeName) return "";
  const straight = real.length === 1 && turning(real[0], MIN.stroke * unit) < MIN.turning;
  return across(points) / unit < MIN.across || straight ? "line" : "";
}

function start(form) {
  const box = form.querySelector("[data-pad]");
  const canvas = box.querySelector("canvas");
  const problem = form.querySelector("[data-problem]");
  const submit = form.querySelector("[data-pad-submit]");
  const context = canvas.getContext("2d");
  if (!context || !window.SignaturePad) return; // the notice that offers paper stays

  const pad = new window.SignaturePad(canvas, { minWidth: 1.2, maxWidth: 3.4, penColor: "#1d2630" });
  let size = { width: 0, height: 0 };
  let sending = false;

  const say = (text) => {
    problem.textContent = text;
    problem.hidden = !text;
    if (text) problem.scrollIntoView({ block: "center" });
  };

  // Turned phones and the whole-screen view change the canvas. The strokes keep their size, in the middle of the new one,
  // and shrink only if they wouldn't fit: turning to and fro must not wear a signature away.
  const fit = () => {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (!width || !height || (width === size.width && height === size.height)) return;
    const groups = pad.toData();
    const points = groups.flatMap((group) => group.points);
    if (size.width && points.length) {
      const [left, right] = [Math.min(...points.map((p) => p.x)), Math.max(...points.map((p) => p.x))];
      const [top, bottom] = [Math.min(...points.map((p) => p.y)), Math.max(...points.map((p) => p.y))];
      const scale = Math.min(1, (width - 8) / (right - left), (height - 8) / (bottom - top));
      const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
      for (const p of points) {
        p.x = width / 2 + (p.x - middle.x) * scale;
        p.y = height / 2 + (p.y - middle.y) * scale;
      }
    }
    const ratio = Math.max(window.devicePixelRatio || 1, 1);
    [canvas.width, canvas.height] = [width * ratio, height * ratio];
    context.scale(ratio, ratio);
    size = { width, height };
    pad.fromData(groups);
  };

  const ink = () => {
    const groups = pad.toData().filter((group) => group.points.length);
    const first = groups.length ? groups[0].points[0].time : 0;
    const tenth = (value) => Math.round(value * 10) / 10;
    return { ...size, strokes: groups.map((g) => g.points.map((p) => [tenth(p.x), tenth(p.y), p.time - first])) };
  };

  const send = async () => {
    const body = new FormData(form);
    const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const answer = await response.json();
    if (answer.next) window.location.assign(answer.next);
    else if (answer.reload) window.location.reload();
    else say(answer.messages.join(" "));
    return Boolean(answer.next || answer.reload);
  };

  form.querySelector("[data-no-pad]").hidden = true;
  box.hidden = submit.hidden = false;
  new ResizeObserver(fit).observe(canvas);
  fit();

  box.querySelector("[data-clear]").addEventListener("click", () => pad.clear());
  box.querySelector("[data-undo]").addEventListener("click", () => pad.fromData(pad.toData().slice(0, -1)));
  const wide = box.querySelector("[data-wide]");
  const wideText = wide.textContent;
  wide.addEventListener("click", () => {
    wide.textContent = box.classList.toggle("wide-open") ? wide.dataset.close : wideText;
    fit();
  });
  pad.addEventListener("beginStroke", () => say(""));

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending) return;
    const drawn = ink();
    const found = problemOf(drawn, Boolean(box.dataset.oneStroke));
    if (found) return say(box.dataset[found]);
    form.elements.strokes.value = JSON.stringify(drawn);
    sending = true;
    try {
      sending = await send(); // stays true while the next page loads
    } catch {
      sending = false;
      say(box.dataset.offline);
    }
  });
}

const form = document.getElementById("sign-form");
if (form) start(form);
