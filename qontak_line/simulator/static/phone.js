// The phone: asks every second for what is new, and sends without a reload.

import { post } from "./live.js";

const thread = document.querySelector("[data-thread]");

function atEnd() {
  return thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
}

function toEnd() {
  thread.scrollTop = thread.scrollHeight;
}

async function refresh() {
  const url = new URL(thread.dataset.url, location.href);
  const shown = thread.querySelector("[data-version]")?.dataset.version;
  if (shown) url.searchParams.set("version", shown);
  const answer = await fetch(url, { cache: "no-store" });
  if (answer.status !== 200) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const openMenu = thread.querySelector("details[open]");
  if (openMenu) return; // somebody is busy with a message: do not take it away
  const follow = atEnd();
  const was = document.querySelector("[data-closed]") !== null;
  thread.replaceChildren(...page.body.childNodes);
  if (follow) toEnd();
  const closed = thread.querySelector("[data-can-write='0']") !== null;
  if (was !== closed) location.reload(); // blocked, invited or removed elsewhere: the composer changes as well
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!("quiet" in form.dataset)) return;
  event.preventDefault();
  const sent = await post(form, event.submitter);
  for (const open of document.querySelectorAll("details[open].menu, details[open].shelf")) open.open = false;
  if (!sent) return;
  if ("clear" in form.dataset) form.reset();
  await refresh();
  toEnd();
});

document.addEventListener("change", (event) => {
  if ("sendNow" in event.target.dataset) event.target.form.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  if (!("enterSends" in event.target.dataset)) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

toEnd();
thread.addEventListener("load", (event) => { if (event.target.tagName === "IMG") toEnd(); }, { capture: true, once: true });
setInterval(() => { if (!document.hidden) refresh().catch(() => {}); }, 1000);
