// The learning day follows the learner's own clock: tell the registration form which one that is.

export function fillTimeZone(page) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const field of page.querySelectorAll("input[name=time_zone]")) field.value = zone ?? "";
}
