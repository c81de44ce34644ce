// The text of a scenario: numbers of lines, ways to the place of a diagnostic, files from this computer.
"use strict";

function numberLines(area) {
  const numbers = document.getElementById(area.dataset.numbers);
  let bad = new Set();
  const show = () => {
    const count = area.value.split("\n").length;
    numbers.replaceChildren();
    for (let line = 1; line <= count; line += 1) {
      if (bad.has(line)) numbers.append(Object.assign(document.createElement("span"), { className: "bad", textContent: String(line) }));
      else numbers.append(String(line));
      numbers.append("\n");
    }
    follow();
  };
  const follow = () => { numbers.style.height = `${area.offsetHeight}px`; numbers.scrollTop = area.scrollTop; };
  area.addEventListener("input", show);
  area.addEventListener("scroll", follow);
  new ResizeObserver(follow).observe(area);
  document.addEventListener("htmx:afterSwap", () => {
    bad = new Set([...document.querySelectorAll("#diagnostics [data-go-line]")].map(one => Number(one.dataset.goLine)));
    area.setAttribute("aria-invalid", String(document.querySelector("#diagnostics .bad") !== null));
    show();
  });
  const saved = area.value;
  let leaving = false;
  area.form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("beforeunload", event => { if (!leaving && area.value !== saved) event.preventDefault(); });
  show();
}

document.addEventListener("click", event => {
  const button = event.target.closest("[data-go-line]");
  if (!button) return;
  const area = document.getElementById("text") ?? document.getElementById("own-text");
  const line = Number(button.dataset.goLine), lines = area.value.split("\n");
  const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + Number(button.dataset.goColumn) - 1;
  area.focus();
  area.setSelectionRange(from, from + Number(button.dataset.goLength));
  area.scrollTop = Math.max(0, (line - 6) * (area.scrollHeight / lines.length));
});

for (const area of document.querySelectorAll("[data-numbers]")) numberLines(area);

for (const picker of document.querySelectorAll("[data-reads-into]")) {
  picker.addEventListener("change", async () => {
    const file = picker.files[0], said = document.getElementById("own-file-said");
    if (!file) return;
    if (file.size > Number(picker.dataset.most)) {
      said.textContent = `${file.name} has more than ${Number(picker.dataset.most).toLocaleString("en")} bytes, which is more than a scenario may have.`;
      return;
    }
    document.getElementById(picker.dataset.readsInto).value = await file.text();
    document.getElementById(picker.dataset.names).value = file.name;
    said.textContent = `${file.name} is in the field below; nothing has been opened yet.`;
  });
}
