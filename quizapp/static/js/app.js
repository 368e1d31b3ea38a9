// Comfort only: every page works without these modules.
import { followBuilder } from "./build.js";
import { keepExam } from "./exam.js";
import { announceOrFocus } from "./focus.js";
import { listenForShortcuts } from "./keyboard.js";
import { guardForms } from "./submit.js";
import { fillTimeZone } from "./zone.js";

announceOrFocus(document);
listenForShortcuts(document);
guardForms(document);
fillTimeZone(document);
keepExam(document);
followBuilder(document);
