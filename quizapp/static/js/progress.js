// How far the learners of an assignment are: the numbers of the page follow while it is looked at.
// Without this module a link loads them anew.

const EVERY_MS = 10000;
const LONGEST_MS = 160000;

export function followProgress(page) {
  const live = page.querySelector("[data-progress]");
  if (!live) return;
  const status = page.querySelector("[role=status]");
  let done = Number(live.dataset.done);
  let version = null;
  let pause = EVERY_MS;
  let waiting = null;

  function later() {
    clearTimeout(waiting);
    // Nobody asks for a page in the background.
    if (pause && !document.hidden) waiting = setTimeout(ask, pause);
  }

  async function ask() {
    try {
      const headers = { Accept: "application/json" };
      if (version) headers["If-None-Match"] = version;
      const answer = await fetch(live.dataset.progress, { headers, redirect: "error" });
      if (answer.status === 200) {
        version = answer.headers.get("ETag");
        show(await answer.json());
      } else if (answer.status === 403 || answer.status === 404) {
        pause = 0; // no more theirs to see
        return;
      } else if (answer.status !== 304) {
        throw new Error(answer.status);
      }
      pause = EVERY_MS;
    } catch {
      // Logged out, offline or overloaded: less and less often.
      pause = Math.min(pause * 2, LONGEST_MS);
    }
    later();
  }

  function show(found) {
    for (const place of live.querySelectorAll("[data-count]")) {
      place.textContent = found[place.dataset.count];
    }
    const bar = live.querySelector("progress");
    if (bar) [bar.max, bar.value] = [found.learners || 1, found.done];
    if (found.done > done && status) status.textContent = found.said;
    done = found.done;
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(waiting) : pause && ask()));
  later();
}
