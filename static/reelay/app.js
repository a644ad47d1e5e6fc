// What every page shares: toasts, confirmations that close, copying. Pages work without it.
(() => {
  const region = () => document.getElementById("toasts");

  function retire(toast) {
    setTimeout(() => toast.remove(), toast.classList.contains("rl-toast-error") ? 12000 : 6000);
  }

  function toast(text, level = "success", undo = "") {
    const note = document.createElement("p");
    note.className = `rl-toast rl-toast-${level}`;
    note.textContent = text;
    if (undo) note.append(" ", undoButton(undo));
    region().append(note);
    retire(note);
  }

  // takes the step back at `address`; the region that the page names shows what came of it
  function undoButton(address) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "rl-btn rl-btn-s";
    button.textContent = "Undo";
    button.addEventListener("click", () => {
      const region = document.querySelector("[data-undo-region]");
      const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
      button.closest(".rl-toast").remove();
      htmx.ajax("POST", address, { target: region, swap: "outerHTML", values: { csrfmiddlewaretoken: token } });
    });
    return button;
  }

  async function copy(button) {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.innerText.trim());
      toast("Copied.");
    } catch {
      getSelection().selectAllChildren(source);
      toast("Select and press Ctrl+C: the browser did not allow copying.", "error");
    }
  }

  function checkAll(box) {
    for (const one of document.querySelectorAll(`input[name="${box.dataset.checkAll}"]`)) one.checked = box.checked;
  }

  // Unfold writes a chosen file's name into the next text field it finds, and breaks without one.
  // This script runs before its own, and it leaves fields alone that have a listener already.
  for (const input of document.querySelectorAll("main.rl input[type=file]")) input.hasChangeListener = true;

  document.addEventListener("toast", (event) => toast(event.detail.text, event.detail.level, event.detail.undo));
  document.addEventListener("htmx:responseError", (event) => {
    toast(event.detail.xhr.status === 403 ? "You may look at this, but not change it." : "That did not work. Reload the page and try again.", "error");
  });
  document.addEventListener("htmx:sendError", () => toast("The server cannot be reached.", "error"));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
    if (event.target.closest("[data-print]")) window.print();
    const closer = event.target.closest("[data-close]");
    if (closer) closer.closest("details").open = false;
    for (const open of document.querySelectorAll("details.rl-confirm[open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });
  document.addEventListener("change", (event) => {
    if (event.target.dataset.checkAll) checkAll(event.target);
    if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.rl-confirm[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
  for (const note of document.querySelectorAll("#toasts .rl-toast")) retire(note);
  document.documentElement.dataset.ready = "yes";
})();
