/** Copy buttons. Without the clipboard API (http, old browsers) the text is selected and the old command tried; failing that, the reader is told which keys to press. */

const told = document.querySelector("[data-copy-told]");

function tell(button, copied) {
  const text = copied ? button.dataset.done : button.dataset.manual;
  if (told) told.textContent = text;
}

async function toClipboard(items) {
  if (!navigator.clipboard?.write || !window.ClipboardItem) return false;
  try {
    const blobs = Object.entries(items).map(([type, text]) => [type, new Blob([text], { type })]);
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    return true;
  } catch {
    return false; // the browser asked and was refused, or the page isn't secure
  }
}

function selectAll(frame) {
  const inner = frame.contentDocument;
  frame.contentWindow.focus();
  const selection = inner.getSelection();
  selection.selectAllChildren(inner.body);
  return inner;
}

/** The text with addresses that work elsewhere: WeChat fetches pictures by them. */
function markup(inner) {
  const copy = inner.body.cloneNode(true);
  for (const picture of copy.querySelectorAll("img")) {
    picture.setAttribute("src", new URL(picture.getAttribute("src"), document.baseURI).href);
  }
  return copy.innerHTML.trim();
}

for (const button of document.querySelectorAll("[data-copy-frame]")) {
  const frame = document.getElementById(button.dataset.copyFrame);
  button.hidden = false;
  button.addEventListener("click", async () => {
    const inner = frame.contentDocument;
    const copied = await toClipboard({ "text/html": markup(inner), "text/plain": inner.body.innerText });
    tell(button, copied || selectAll(frame).execCommand("copy"));
  });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    const copied = await toClipboard({ "text/plain": field.value });
    field.select();
    tell(button, copied || document.execCommand("copy"));
  });
}
