// The study text: whether its marks are shown is remembered, and a reading is noted as it happens.
// Without this module there is a link for the one and a button for the other.

const MARKS_KEY = "marks";
const SEEN_FOR_MS = 30000;
const TICK_MS = 1000;

export function followReader(page) {
  rememberMarks(page);
  const form = page.querySelector("form[data-reading]");
  if (form) noteReading(page, form);
  keepDraft(page);
}

function rememberMarks(page) {
  const marks = page.querySelector("[data-marks]")?.dataset.marks;
  if (!marks) return;
  const address = new URL(location.href);
  if (address.searchParams.has("marks")) {
    localStorage.setItem(MARKS_KEY, marks);
  } else if (localStorage.getItem(MARKS_KEY) === "hidden" && marks === "shown") {
    address.searchParams.set("marks", "hidden");
    location.replace(address);
  }
}

// Read is what was in front of somebody for half a minute, down to its end.
function noteReading(page, form) {
  let seenFor = 0;
  let endReached = false;
  new IntersectionObserver((entries, observer) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    endReached = true;
    observer.disconnect();
  }).observe(form);
  const ticking = setInterval(async () => {
    if (!page.hidden) seenFor += TICK_MS;
    if (!endReached || seenFor < SEEN_FOR_MS) return;
    clearInterval(ticking);
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
      });
      if (!answer.ok || answer.redirected) return; // the button is still there
      // In place and in silence: nobody who reads on is to be interrupted, or to lose the focus.
      if (form.contains(page.activeElement)) return;
      const said = form.querySelector("p[hidden]");
      form.replaceWith(said);
      said.hidden = false;
    } catch {
      // No network: the button is still there.
    }
  }, TICK_MS);
}

// What is being written stays in this tab until the server has it.
function keepDraft(page) {
  const kept = page.querySelector("[data-draft-kept]");
  if (kept) sessionStorage.removeItem(kept.dataset.draftKept);
  const field = page.querySelector("textarea[data-draft]");
  if (!field) return;
  if (!field.value) field.value = sessionStorage.getItem(field.dataset.draft) ?? "";
  field.addEventListener("input", () => sessionStorage.setItem(field.dataset.draft, field.value));
}
