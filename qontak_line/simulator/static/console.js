// The console: copy buttons, switches that save themselves, and tables that stay fresh.

import { post, say } from "./live.js";

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = "Copied";
    } catch {
      say("Press Ctrl+C to copy.");
      return;
    }
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
}

for (const form of document.querySelectorAll("[data-autosubmit]")) {
  form.addEventListener("change", async () => {
    if (await post(form)) say("Saved");
  });
}

async function refresh() {
  const answer = await fetch(location.pathname, { cache: "no-store" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const fresh of page.querySelectorAll("[data-live]")) {
    const old = document.querySelector(`[data-live="${CSS.escape(fresh.dataset.live)}"]`);
    if (old && !old.contains(document.activeElement) && old.innerHTML !== fresh.innerHTML) {
      old.replaceChildren(...fresh.childNodes);
    }
  }
  // The inbox sets the webhook URL by itself: show it, unless somebody is typing there.
  for (const fresh of page.querySelectorAll("input[name=url]")) {
    const old = document.getElementById(fresh.id);
    if (old && old !== document.activeElement) old.value = fresh.value;
  }
}

setInterval(() => { if (!document.hidden) refresh().catch(() => {}); }, 2000);
