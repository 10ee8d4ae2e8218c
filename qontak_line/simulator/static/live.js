// What both pages need: posting a form without leaving the page, and saying what went wrong.

const toast = document.querySelector(".toast");
let toastTimer = 0;

export function say(text) {
  toast.textContent = text;
  toast.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { toast.hidden = true; }, 5000);
}

// Post the form; true when it worked. A refusal is a page, whose words are shown here.
export async function post(form, submitter) {
  try {
    const body = new FormData(form, submitter);
    const answer = await fetch(form.action, { method: "POST", body: plain(form, body) });
    if (answer.ok) return true;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    say(page.querySelector("[data-problem]")?.textContent ?? "That did not work.");
  } catch {
    say("The simulator does not answer.");
  }
  return false;
}

function plain(form, body) {
  return form.enctype === "multipart/form-data" ? body : new URLSearchParams(body);
}
