// One click, one answer. The server counts a repeated key once anyway; this spares the wait.

const RETRY_AFTER_MS = 8000;

export function guardForms(page) {
  let shownAt = performance.now();
  const locked = new Map();

  function release(form) {
    for (const button of locked.get(form) ?? []) button.disabled = false;
    locked.delete(form);
  }

  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (locked.has(form)) {
      event.preventDefault();
      return;
    }
    for (const field of form.querySelectorAll("input[name=duration_ms]")) {
      field.value = Math.round(Number(field.defaultValue) + performance.now() - shownAt);
    }
    const buttons = [...form.querySelectorAll("button:not(:disabled)")];
    locked.set(form, buttons);
    // Not at once: a disabled button would not send its own name and value.
    setTimeout(() => buttons.forEach((button) => { button.disabled = true; }));
    // No answer from the network: let the learner try again.
    setTimeout(() => release(form), RETRY_AFTER_MS);
  });

  // The second half of a double click may meet the next page's button in the same place.
  page.addEventListener("click", (event) => {
    if (event.detail > 1 && event.target.closest("button, a.button")) event.preventDefault();
  });

  // Coming back by the browser's back button shows the page as it was left, buttons disabled.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    shownAt = performance.now();
    [...locked.keys()].forEach(release);
  });
}
