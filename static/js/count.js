/** Under a textarea with data-count: how many characters are left. Counts as the server does; spoken only near the end. */

const length = (text) => [...text.replace(/\r\n?/g, "\n").trim()].length;

for (const area of document.querySelectorAll("textarea[data-count]")) {
  const limit = Number(area.dataset.count);
  const shown = document.createElement("p");
  const spoken = document.createElement("p");
  shown.className = "count";
  shown.setAttribute("aria-hidden", "true");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  area.after(shown, spoken);

  const show = () => {
    const used = length(area.value);
    const over = used > limit;
    shown.classList.toggle("over", over);
    const words = over ? area.dataset.over.replace("#", used - limit) : area.dataset.left.replace("#", limit - used);
    shown.textContent = over ? `${used} / ${limit}　${words}` : `${used} / ${limit}`;
    spoken.textContent = used > limit * 0.9 ? words : "";
  };
  area.addEventListener("input", show);
  show();
}
