// Uploads by drop or button, one request per file, with progress and a result each.
// Without this script the form posts the same files to the same address.
(() => {
  const form = document.querySelector("[data-upload]");
  if (!form) return;
  const input = form.querySelector("input[type=file]");
  const list = form.querySelector("[data-upload-list]");
  input.hasChangeListener = true; // the frame's script looks for a text field beside file inputs
  form.querySelector("button").hidden = true;
  const waiting = [];
  let sending = false;

  function line(file) {
    const item = document.createElement("li");
    const name = document.createElement("span");
    name.className = "rl-clip";
    name.textContent = file.name;
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", `Upload of ${file.name}`);
    const words = document.createElement("span");
    words.className = "rl-small";
    words.textContent = "Waiting";
    item.append(name, bar, words);
    list.append(item);
    return { file, item, bar, words };
  }

  function conclude(entry, outcome, sentence, url) {
    entry.bar.remove();
    entry.item.dataset.outcome = outcome;
    entry.words.textContent = sentence;
    if (!url) return;
    const link = document.createElement("a");
    link.href = url;
    link.textContent = "Open";
    entry.item.append(link);
  }

  function read(request) {
    try {
      return JSON.parse(request.responseText).results[0];
    } catch {
      return { outcome: "refused", sentence: `The server answered ${request.status}. Try again, or look into the activity page.` };
    }
  }

  function send(entry) {
    const body = new FormData();
    body.append("files", entry.file);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    request.upload.onprogress = (event) => {
      if (!event.lengthComputable) return;
      entry.bar.value = Math.round((event.loaded / event.total) * 100);
      entry.words.textContent = entry.bar.value < 100 ? `${entry.bar.value}%` : "Looking at it…";
    };
    request.onload = () => {
      const result = read(request);
      conclude(entry, result.outcome, result.sentence, result.url);
      next();
    };
    request.onerror = () => {
      conclude(entry, "refused", "The connection broke off. Drop the file again.");
      next();
    };
    entry.words.textContent = "Sending…";
    request.send(body);
  }

  function next() {
    const entry = waiting.shift();
    sending = Boolean(entry);
    if (entry) send(entry);
    else offerReload();
  }

  function offerReload() {
    if (form.querySelector("[data-reload]") || !list.querySelector("[data-outcome=accepted]")) return;
    const link = document.createElement("a");
    link.href = location.pathname + location.search;
    link.className = "rl-btn rl-btn-s";
    link.dataset.reload = "";
    link.textContent = "Show the new files";
    list.after(link);
  }

  function take(files) {
    for (const file of files) waiting.push(line(file));
    if (!sending) next();
  }

  input.addEventListener("change", () => { take([...input.files]); input.value = ""; });
  form.addEventListener("submit", (event) => { event.preventDefault(); take([...input.files]); input.value = ""; });
  for (const kind of ["dragenter", "dragover"]) {
    form.addEventListener(kind, (event) => { event.preventDefault(); form.classList.add("rl-over"); });
  }
  for (const kind of ["dragleave", "drop"]) form.addEventListener(kind, () => form.classList.remove("rl-over"));
  form.addEventListener("drop", (event) => { event.preventDefault(); take([...event.dataTransfer.files]); });
  form.dataset.ready = "yes";
})();
