// Completion of a question, after the ARIA pattern of an editable combobox with a list.
"use strict";

function complete(field) {
  const words = JSON.parse(document.getElementById("vocabulary").textContent);
  const forms = ["P(, at=30)", "P(eventually(), within=30)", "P(always(), within=30)", "P(until(, ), within=30)",
    "E(time_to())", "E(share_of_time(), within=30)", "E(count(), within=90)", "E(payoff(), within=90)", "S()", "move()"];
  const list = Object.assign(document.createElement("ul"), { id: field.dataset.combobox, hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Completions");
  field.parentElement.append(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) field.setAttribute(name, value);
  let options = [], at = -1;

  // What can come where the caret stands: values after a comparison with a factor, actors in move() and payoff(), ...
  function candidates(before, word) {
    const compared = /([A-Za-z_]\w*)\s*(==|!=|<=|>=|<|>)\s*'?$/.exec(before);
    if (compared && words.factors[compared[1]]) return words.factors[compared[1]].map(one => [one, "value"]);
    if (/\b(move|payoff)\(\s*$/.test(before)) return words.actors.map(one => [one, "actor"]);
    if (/\bcount\(\s*$/.test(before)) return words.moves.map(one => [one, "move"]);
    if (before.trim() === "") return [...forms.map(one => [one, "form"]), ...words.questions.map(one => [one, "asked in the scenario"])];
    if (word.includes(".")) return words.moves.map(one => [one, "move"]);
    return [...Object.keys(words.factors).map(one => [one, "factor"]),
      ...["eventually()", "always()", "until(, )", "level()"].map(one => [one, "form"]),
      ...words.parameters.map(one => [one, "parameter"]), ...words.moves.map(one => [one, "move"])];
  }

  function show() {
    const caret = field.selectionStart, left = field.value.slice(0, caret);
    const word = /[A-Za-z_][\w.]*$/.exec(left)?.[0] ?? "", before = left.slice(0, left.length - word.length);
    const low = word.toLowerCase();
    const whole = before.trim() === "";
    options = candidates(before, word).filter(([one]) => one.toLowerCase().includes(low) && one !== word)
      .sort(([a], [b]) => b.toLowerCase().startsWith(low) - a.toLowerCase().startsWith(low)).slice(0, whole ? 40 : 12)
      .map(([one, kind]) => ({ one, kind, from: before.length, to: caret }));
    list.replaceChildren(...options.map(({ one, kind }, index) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${index}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const note = Object.assign(document.createElement("span"), { textContent: `  ${kind}` });
      item.append(one, note);
      item.addEventListener("mousedown", event => { event.preventDefault(); take(index); });
      return item;
    }));
    at = -1;
    open(options.length > 0);
  }

  function open(yes) {
    list.hidden = !yes;
    field.setAttribute("aria-expanded", String(yes));
    field.removeAttribute("aria-activedescendant");
  }

  function mark(index) {
    list.children[at]?.setAttribute("aria-selected", "false");
    at = (index + options.length) % options.length;
    list.children[at].setAttribute("aria-selected", "true");
    list.children[at].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", list.children[at].id);
  }

  function take(index) {
    const { one, from, to } = options[index];
    field.setRangeText(one, from, to, "end");
    const gap = /\((?=[,)])/.exec(one);
    if (gap) field.setSelectionRange(from + gap.index + 1, from + gap.index + 1);
    show();
    if (!gap) open(false);
  }

  field.addEventListener("input", show);
  field.addEventListener("click", show);
  field.addEventListener("blur", () => open(false));
  field.addEventListener("keydown", event => {
    const shown = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!shown) show();
      if (options.length) mark(event.key === "ArrowDown" ? at + 1 : at < 0 ? options.length - 1 : at - 1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (shown && at >= 0) take(at);
      else { open(false); field.dispatchEvent(new Event("ask")); }
    } else if (event.key === "Escape" && shown) {
      event.preventDefault();
      open(false);
    }
  });
}

for (const field of document.querySelectorAll("[data-combobox]")) complete(field);
