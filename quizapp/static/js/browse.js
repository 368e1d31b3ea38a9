// The browser of cards: tick all of a page at once, or all between two of them with Shift.

export function tickMany(page) {
  const list = page.querySelector("[data-ticks]");
  if (!list) return;
  const boxes = [...list.querySelectorAll("input[type=checkbox]")];
  const all = page.querySelector("[data-tick-all]");
  let last;

  all.hidden = false;
  all.querySelector("button").addEventListener("click", () => {
    const ticked = !boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = ticked;
  });
  // A click on the label arrives at the box as well, but without its Shift key.
  let shift = false;
  list.addEventListener("pointerdown", (event) => (shift = event.shiftKey));
  list.addEventListener("keydown", (event) => (shift = event.shiftKey));
  list.addEventListener("change", (event) => {
    const here = boxes.indexOf(event.target);
    if (here < 0) return;
    if (shift && last !== undefined) {
      const [from, to] = [Math.min(here, last), Math.max(here, last)];
      for (const box of boxes.slice(from, to + 1)) box.checked = event.target.checked;
    }
    last = here;
    shift = false;
  });
}
