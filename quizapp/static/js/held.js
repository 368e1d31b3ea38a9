// A grade that the network does not take is kept in this browser and sent when it is back.
// The server counts it once by its key, at the moment it was given. Without this module the
// browser's own page says that there is no network, and offers to send the form again.

const STORE = "rarissime-held-grades";
const GIVE_UP_MS = 8000;
const RETRY_MS = 5000;
const TRY_LATER = [400, 401, 403, 429];

export function holdGrades(page) {
  const words = page.querySelector("[data-held]")?.dataset;
  if (!words) return;
  const status = page.querySelector("[role=status]");
  const token = page.querySelector("input[name=csrf_token]")?.value ?? words.token;
  let waiting = null;

  function say(text) {
    status.textContent = text;
  }

  function kept() {
    try {
      const found = JSON.parse(localStorage.getItem(STORE) ?? "[]");
      return Array.isArray(found) ? found : [];
    } catch {
      return [];
    }
  }

  // Read again each time: another tab may have kept or sent one meanwhile.
  function keep(grade) {
    localStorage.setItem(STORE, JSON.stringify([...kept(), grade]));
  }

  function drop({ key }) {
    localStorage.setItem(STORE, JSON.stringify(kept().filter((grade) => grade.key !== key)));
  }

  // Where the server leads on; null where there was no answer worth the name.
  async function post(action, fields) {
    try {
      const answer = await fetch(action, {
        method: "POST", body: new URLSearchParams(fields), headers: { Accept: "application/json" },
        redirect: "manual", keepalive: true, signal: AbortSignal.timeout(GIVE_UP_MS),
      });
      // Away, or somebody has to log in again first.
      if (answer.status >= 500 || TRY_LATER.includes(answer.status)) return null;
      if (answer.type === "opaqueredirect") return null;
      const found = await answer.json().catch(() => ({}));
      return { ok: answer.ok, location: found.location };
    } catch {
      return null;
    }
  }

  async function sendKept() {
    clearTimeout(waiting);
    let sent = 0;
    let refused = 0;
    let next = null;
    for (const grade of kept().filter(({ learner }) => learner === words.held)) {
      const fields = { ...grade.fields, csrf_token: token, reviewed_at: grade.at };
      const answer = await post(grade.action, fields);
      if (!answer) {
        waiting = setTimeout(sendKept, RETRY_MS);
        return;
      }
      drop(grade);
      if (answer.ok) {
        sent += 1;
        next = answer.location;
      } else {
        refused += 1;
      }
    }
    if (refused) say(words.refused);
    else if (sent) say(words.sent);
    // The card on the page may be the one that was graded: the server knows what comes next.
    const grades = page.querySelector("[data-holds]");
    if (next && grades?.matches("[data-graded]")) location.assign(next);
    else if (next && !grades && page.querySelector("#asked")) location.reload();
  }

  async function send(form, button) {
    const at = new Date().toISOString();
    const fields = Object.fromEntries(new FormData(form));
    if (button?.name) fields[button.name] = button.value;
    const grade = { learner: words.held, action: form.action, key: fields.client_key, fields, at };
    try {
      keep(grade); // before it is sent: the page may be closed meanwhile
    } catch {
      sendNatively(form, button);
      return;
    }
    const answer = await post(form.action, fields);
    if (answer) drop(grade);
    if (answer?.ok && answer.location) {
      location.assign(answer.location);
    } else if (answer) {
      sendNatively(form, button); // the server says on a page of its own what is wrong
    } else {
      form.dataset.graded = "";
      // In place of the grades too: on a phone the line above may be out of sight.
      const told = page.createElement("p");
      Object.assign(told, { className: "flash", textContent: words.kept, ariaHidden: "true" });
      form.querySelector("fieldset").replaceWith(told);
      say(words.kept);
      waiting = setTimeout(sendKept, RETRY_MS);
    }
  }

  function sendNatively(form, button) {
    if (button?.name) {
      const field = page.createElement("input");
      Object.assign(field, { type: "hidden", name: button.name, value: button.value });
      form.append(field);
    }
    form.submit();
  }

  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("[data-holds]")) return;
    event.preventDefault();
    send(form, event.submitter);
  });

  window.addEventListener("online", sendKept);
  sendKept();
}
