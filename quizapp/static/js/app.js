// Comfort only: every page works without these modules.
import { tickMany } from "./browse.js";
import { followBuilder } from "./build.js";
import { keepExam } from "./exam.js";
import { announceOrFocus } from "./focus.js";
import { holdGrades } from "./held.js";
import { listenForShortcuts } from "./keyboard.js";
import { followProgress } from "./progress.js";
import { followReader } from "./reader.js";
import { guardForms } from "./submit.js";
import { fillTimeZone } from "./zone.js";

announceOrFocus(document);
listenForShortcuts(document);
guardForms(document);
holdGrades(document); // after the guard, which takes the time
fillTimeZone(document);
keepExam(document);
followBuilder(document);
followReader(document);
followProgress(document);
tickMany(document);
