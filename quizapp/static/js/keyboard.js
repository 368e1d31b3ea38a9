// Shortcuts stand in the markup: data-shortcut="3 Space" names the keys of a link, button or option.

const TYPING = "input:not([type=radio], [type=checkbox], [type=submit], [type=button]), textarea, select, [contenteditable]";
const ACTIVATED_BY_ENTER_OR_SPACE = "a[href], button, summary, input";

// The top row of a French keyboard gives digits with Shift only, so digits go by their place.
function nameOf(event) {
  if (/^[1-9]$/.test(event.key)) return event.key;
  if (event.shiftKey) return event.key === "?" ? "?" : null;
  const digit = /^Digit([1-9])$/.exec(event.code);
  if (digit) return digit[1];
  if (event.key === " ") return "Space";
  return event.key.length === 1 ? event.key.toUpperCase() : event.key;
}

function isMeantForThePage(event, page) {
  const modified = event.ctrlKey || event.altKey || event.metaKey;
  return !(
    modified || event.repeat || event.isComposing || event.defaultPrevented ||
    page.body.dataset.shortcuts === "off" ||
    page.querySelector("dialog[open]") ||
    event.target.closest(TYPING)
  );
}

function isUsable(element) {
  return !element.disabled && element.getClientRects().length > 0;
}

function openDialogs(page) {
  for (const opener of page.querySelectorAll("[data-opens]")) {
    opener.hidden = page.body.dataset.shortcuts === "off";
    opener.addEventListener("click", () => page.getElementById(opener.dataset.opens).showModal());
  }
}

export function listenForShortcuts(page) {
  openDialogs(page);
  page.addEventListener("keydown", (event) => {
    if (!isMeantForThePage(event, page)) return;
    const name = nameOf(event);
    if (!name) return;
    const native = name === "Space" || name === "Enter";
    if (native && event.target.closest(ACTIVATED_BY_ENTER_OR_SPACE)) return;
    // data-beside="X" belongs to the one option that has the focus, which keeps it.
    const beside = event.target.closest(".row")?.querySelector(`[data-beside="${CSS.escape(name)}"]`);
    if (beside) {
      event.preventDefault();
      beside.click();
      return;
    }
    const candidates = page.querySelectorAll(`[data-shortcut~="${CSS.escape(name)}"]`);
    const element = [...candidates].find(isUsable);
    if (!element) return;
    event.preventDefault();
    if (element.matches("input")) element.focus();
    element.click();
  });
}
