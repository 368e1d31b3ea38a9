// An exam: the time goes on by the server's clock, and answers are saved as they are given.
// Without this module every button of the page saves, and the server alone watches the time.

const CHOICE_PAUSE_MS = 150;
const TEXT_PAUSE_MS = 700;
const RETRY_MS = 4000;
const GIVE_UP_MS = 10000;
const SAID = ["choice", "text", "confidence", "struck"];
const HIDDEN_KEY = "exam-timer-hidden";

export function keepExam(page) {
  const status = page.querySelector("[data-saving]");
  const timer = page.querySelector("[data-timer]");
  const form = page.querySelector("form[data-exam]");
  const clock = timer && status ? runClock(page, timer, status, form) : null;
  if (form) saveAsOneGoes(page, form, status, clock);
  // A page out of the browser's memory knows neither the time nor what was saved since.
  if (form || timer) {
    window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  }
}

function runClock(page, timer, status, form) {
  const shown = timer.querySelector("[role=timer]");
  const sayings = [...timer.querySelectorAll("[data-at]")]
    .map((line) => ({ at: Number(line.dataset.at), said: line.textContent }));
  let left = Number(timer.dataset.timer);
  // From when the answer began to arrive, not from when this script began to run.
  let from = performance.getEntriesByType("navigation")[0]?.responseStart ?? performance.now();
  let before = left;
  let lastTick = Date.now();
  let over = false;
  timer.querySelector("[data-at-load]")?.remove();

  function remaining() {
    return left - (performance.now() - from) / 1000;
  }

  function set(seconds) {
    left = seconds;
    from = performance.now();
  }

  async function ask() {
    try {
      const answer = await fetch(location.pathname, { headers: { Accept: "application/json" } });
      const found = await answer.json();
      if (found.location) location.assign(found.location);
      else set(found.left);
    } catch {
      // The count goes on; the server has the last word anyway.
    }
  }

  function tick() {
    // A computer that slept may have stopped the page's clock, but not the server's.
    if (Date.now() - lastTick > 5000 && !page.hidden) ask();
    lastTick = Date.now();
    const seconds = Math.max(0, Math.ceil(remaining()));
    shown.textContent = inWords(seconds);
    const due = sayings.filter(({ at }) => at < before && at >= seconds).pop();
    if (due) status.textContent = due.said;
    before = seconds;
    if (seconds > 0 || over) return;
    over = true;
    if (form) form.requestSubmit();
    else location.reload();
  }

  // Whoever folds the time away on one page does not want it back on the next.
  const chosen = sessionStorage.getItem(HIDDEN_KEY);
  if (chosen) timer.open = chosen === "no";
  timer.querySelector("summary").addEventListener("click", () => {
    sessionStorage.setItem(HIDDEN_KEY, timer.open ? "yes" : "no"); // it is open until after the click
  });
  page.addEventListener("visibilitychange", () => page.hidden || ask());
  setInterval(tick, 500);
  tick();
  return { set };
}

function inWords(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours ? `${hours}:` : ""}${two(minutes)}:${two(seconds % 60)}`;
}

function saveAsOneGoes(page, form, status, clock) {
  let since = performance.now();
  let saved = said();
  let refused = null; // what the server would not take: sent again only once it is changed
  let pending = null; // what was sent and not acknowledged: sent again as it was, key and all
  let running = null;
  let later = null;
  let lastWord = status.textContent;

  function said() {
    const fields = [...new FormData(form)].filter(([name]) => SAID.includes(name));
    return new URLSearchParams(fields).toString();
  }

  function isDirty() {
    return ![saved, refused].includes(said());
  }

  function say(text) {
    status.textContent = lastWord = text;
  }

  // The time spent on all saves adds up: each tells what has passed since the one before.
  form.addEventListener("formdata", ({ formData }) => {
    formData.set("duration_ms", Math.round(performance.now() - since));
  });

  async function send() {
    pending ??= { body: new URLSearchParams(new FormData(form)), said: said(), at: performance.now() };
    let answer;
    try {
      answer = await fetch(form.action, {
        method: "POST", body: pending.body, headers: { Accept: "application/json" },
        keepalive: true, redirect: "error", signal: AbortSignal.timeout(GIVE_UP_MS),
      });
    } catch {
      answer = null;
    }
    if (!answer || answer.status >= 500) return false;
    const found = await answer.json().catch(() => ({}));
    const sent = pending;
    pending = null;
    if (answer.ok && found.location) {
      location.assign(found.location);
    } else if (answer.ok && found.client_key) {
      saved = sent.said;
      since = sent.at;
      form.elements.seen.value = found.seen;
      form.elements.client_key.value = found.client_key;
      clock?.set(found.left);
      say(status.dataset.saved);
    } else {
      refused = sent.said;
      const { outdated, lost } = status.dataset;
      say(found.problem || (answer.status === 409 ? outdated : lost));
    }
    return true;
  }

  async function sendAll() {
    clearTimeout(later);
    while (pending || isDirty()) {
      if (!(await send())) {
        say(status.dataset.retry);
        later = setTimeout(settle, RETRY_MS);
        return false;
      }
    }
    return true;
  }

  // One save at a time: the next one has to know the number of the one before.
  function settle() {
    running ??= sendAll().finally(() => { running = null; });
    return running;
  }

  form.addEventListener("input", (event) => {
    clearTimeout(later);
    const waits = isDirty() || pending;
    status.textContent = waits ? "…" : lastWord;
    const pause = event.target.name === "text" ? TEXT_PAUSE_MS : CHOICE_PAUSE_MS;
    if (waits) later = setTimeout(settle, pause);
  });

  // A button goes on once all is saved: no page is left for one that cannot be reached.
  form.addEventListener("submit", (event) => {
    if (!running && !pending && !isDirty()) return;
    event.preventDefault();
    settle().then((done) => done && form.requestSubmit(event.submitter));
  });

  window.addEventListener("online", settle);
  window.addEventListener("pagehide", settle);
  page.addEventListener("visibilitychange", () => page.hidden && settle());
  window.addEventListener("beforeunload", (event) => pending && !running && event.preventDefault());
}
