// After a change of content, focus moves or a message is announced, never both.

export function announceOrFocus(page) {
  const target =
    page.querySelector("[data-error-summary]") ?? page.querySelector("[data-autofocus-result]");
  if (target) {
    target.focus();
    return;
  }
  // A status region speaks only when it changes, so the messages move into it after loading.
  const messages = page.querySelector("[data-flashes]");
  const status = page.querySelector("[role=status]");
  if (messages?.children.length && status) {
    setTimeout(() => status.append(...messages.children), 100);
  }
}
