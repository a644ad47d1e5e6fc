// The transcript's form: steps without a reload, split where the caret stands, a warning before
// unsaved words are lost. Everything works without it, with a reload for each step.
(() => {
  const caret = () => document.querySelector("#transcript-form [name=caret]");
  let dirty = document.getElementById("transcript-form")?.dataset.dirty === "yes";

  function step(button, form) {
    const body = new FormData(form, button);
    fetch(form.action, { method: "POST", body, credentials: "same-origin" })
      .then((answer) => answer.text())
      .then((text) => {
        const fresh = new DOMParser().parseFromString(text, "text/html");
        const changed = fresh.getElementById("transcript-form");
        const fault = fresh.querySelector(".rl-note.rl-bad[role=alert]");
        if (!changed || fault) {
          const words = fault ? fault.textContent.trim() : "That did not work. Reload the page.";
          document.dispatchEvent(new CustomEvent("toast", { detail: { text: words, level: "error" } }));
          return;
        }
        form.replaceWith(changed);
        dirty = true;
        document.getElementById(button.id)?.focus();
      })
      .catch(() => form.requestSubmit(button));
  }

  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.target.id !== "transcript-form") return;
    if (button?.dataset.step === undefined) {
      dirty = false;
      return;
    }
    event.preventDefault();
    const text = button.closest("li")?.querySelector("textarea");
    caret().value = button.dataset.split !== undefined && text?.dataset.touched ? text.selectionStart : "";
    step(button, event.target);
  });
  document.addEventListener("input", (event) => {
    if (event.target.closest("#transcript-form")) dirty = true;
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("#transcript-form textarea")) event.target.dataset.touched = "yes";
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
})();
