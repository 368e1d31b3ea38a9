// The builder of quizzes: how many questions match is said while its form is being filled in.

const WAIT_MS = 300;
const COUNTED = ["bank", "mode", "length", "topic", "type", "difficulty", "status"];

export function followBuilder(page) {
  const shown = page.querySelector("output[data-count]");
  if (!shown) return;
  const form = shown.form;
  const button = form.querySelector("button[value=count]");
  const name = form.elements.namedItem("name");
  let waiting;
  let asked;

  async function count() {
    asked?.abort();
    asked = new AbortController();
    const query = new URLSearchParams([...new FormData(form)].filter(([field]) => COUNTED.includes(field)));
    try {
      const reply = await fetch(`${shown.dataset.count}?${query}`, { signal: asked.signal });
      const { text } = await reply.json();
      // Said again, the same words would be read out again.
      if (shown.value !== text) shown.value = text;
      button.hidden = true;
    } catch (error) {
      if (error.name === "AbortError") return;
      // Offline, or logged out elsewhere: a number that may be wrong is worse than none.
      shown.value = "";
      button.hidden = false;
    }
  }

  button.hidden = true;
  form.addEventListener("input", (event) => {
    if (!COUNTED.includes(event.target.name)) return;
    clearTimeout(waiting);
    waiting = setTimeout(count, WAIT_MS);
    const details = form.querySelector(`details[data-open-for="${event.target.value}"]`);
    if (event.target.name === "mode" && details) details.open = true;
  });
  // Enter would press the form's first button, and start a quiz.
  name.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    form.querySelector("button[value=save]").click();
  });
}
