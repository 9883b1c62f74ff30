// Saved as it is typed: one post at a time, in order; what is not saved stays here and is tried again.
const PAUSE = 600;
const LONGEST_WAIT = 30_000;
const WRITES_FIRST = "Un collègue a écrit en même temps";

export class Saver {
  constructor(grid) {
    Object.assign(this, { grid, waiting: [], sent: [], held: new Map(), failures: 0, busy: false });
    this.revision = Number(grid.root.dataset.revision);
    this.base = new Map(grid.table.values); // what the server holds, as far as is known
    this.state = grid.root.querySelector("[data-grid-state]");
    window.addEventListener("beforeunload", (event) => {
      if (this.isUnsaved) event.preventDefault();
    });
    document.addEventListener("htmx:beforeRequest", (event) => this.guard(event));
    window.addEventListener("online", () => this.soon(0));
    if (grid.root.dataset.watch) this.watch(Number(grid.root.dataset.watch) * 1000);
  }

  get isUnsaved() {
    return this.grid.root.isConnected && (this.waiting.length + this.sent.length + this.held.size) > 0;
  }

  // A page change inside the site would lose what waits: it is asked first.
  guard(event) {
    if (!this.isUnsaved || this.grid.root.contains(event.target)) return;
    if (!window.confirm("Des cellules ne sont pas encore enregistrées. Quitter quand même ?")) event.preventDefault();
  }

  // Several writes in one cell are one change: what the server held, what is meant last.
  put(change) {
    if (change.cell) {
      change.was = this.base.get(change.cell) ?? "";
      if (this.held.has(change.cell)) this.release(change.cell);
    }
    const same = change.cell && this.waiting.find((one) => one.cell === change.cell);
    if (same) same.value = change.value;
    else this.waiting.push(change);
    if (change.remove) this.forget(change.remove);
    this.show("attente", "Enregistrement…");
    this.soon(PAUSE);
  }

  // Nothing is left to say of a line that is taken out.
  forget(row) {
    const isOf = (one) => one.cell?.startsWith(`${row}:`);
    this.waiting = this.waiting.filter((one) => !isOf(one));
    for (const key of [...this.held.keys()]) if (key.startsWith(`${row}:`)) this.release(key);
  }

  soon(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
  }

  // What colleagues write comes in while nothing is being sent.
  watch(pause) {
    const look = async () => {
      if (!this.grid.root.isConnected) return;
      if (!document.hidden && !this.busy && !this.waiting.length && !this.grid.editor.isOpen) {
        const answer = await fetch(this.grid.root.dataset.save, { headers: { Accept: "application/json" } })
          .catch(() => null); // no network: the next look, or the next save, says so
        const isJson = answer?.headers.get("Content-Type")?.includes("json");
        const said = answer?.ok && isJson ? await answer.json() : null;
        if (said && !this.busy && !this.waiting.length && said.revision >= this.revision) this.adopt(said, new Set());
      }
      setTimeout(look, pause);
    };
    setTimeout(look, pause);
  }

  async flush() {
    if (this.busy || !this.waiting.length || !this.grid.root.isConnected) return;
    this.busy = true;
    this.sent = this.waiting;
    this.waiting = [];
    try {
      const answer = await this.post({ revision: this.revision, changes: this.sent });
      await this.receive(answer);
    } catch (fault) {
      this.keep(fault);
    } finally {
      this.busy = false;
      if (this.waiting.length) this.soon(this.wait());
    }
  }

  post(body) {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
    return fetch(this.grid.root.dataset.save, {
      method: "POST", credentials: "same-origin", body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", "X-CSRFToken": token, Accept: "application/json" },
    });
  }

  async receive(answer) {
    const said = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
    if (answer.ok && said) this.saved(said);
    else if (answer.status === 409 && said) this.merge(said);
    else if (answer.status >= 400 && answer.status < 500) this.refused(said);
    else throw new Error(`${answer.status}`);
  }

  saved(said) {
    this.failures = 0;
    const errors = said.errors ?? {};
    for (const one of this.waiting) { // typed again meanwhile: ours was saved under it
      const ours = one.cell && this.sent.find((sent) => sent.cell === one.cell);
      if (ours && !(one.cell in errors)) one.was = said.values[one.cell] ?? ours.value;
      for (const sent of one.remove ? this.sent : []) {
        if (sent.cell in one.was && !(sent.cell in errors)) one.was[sent.cell] = said.values[sent.cell] ?? sent.value;
      }
    }
    this.sent = [];
    this.adopt(said, new Set(Object.keys(errors)));
    for (const [key, sentence] of Object.entries(errors)) {
      if (this.grid.table.find(key)) this.grid.table.fault(key, sentence);
      else this.say(sentence); // its line is gone
    }
    const wrong = this.grid.table.errors.size;
    if (this.held.size) this.show("ecart", `${WRITES_FIRST} : choisissez dans la cellule.`);
    else if (wrong) this.show("ecart", `${wrong} cellule${wrong > 1 ? "s" : ""} à corriger ; le reste est enregistré.`);
    else if (!this.waiting.length) this.show("fait", "Enregistré");
  }

  // The newer document comes in; ours goes on top of it where the cells differ.
  merge(said) {
    this.takeBack();
    this.spare(said);
    this.adopt(said, new Set());
    this.failures = 0;
    if (this.held.size) this.show("ecart", `${WRITES_FIRST} : choisissez dans la cellule.`);
  }

  // A line that a colleague wrote in meanwhile is not taken out: it comes back, and is looked at.
  spare(said) {
    const written = (one) => one.remove && Object.entries(one.was)
      .some(([cell, was]) => cell in (said.values ?? {}) && said.values[cell] !== was);
    const spared = this.waiting.filter(written);
    this.waiting = this.waiting.filter((one) => !spared.includes(one));
    if (spared.length) this.say(`${said.who || "Un collègue"} a écrit dans cette ligne : elle n’est pas retirée.`);
    if (!this.waiting.length) this.show("ecart", "Une ligne modifiée par un collègue n’est pas retirée.");
  }

  isConflict(change, said) {
    if (!change.cell || !(change.cell in (said.values ?? {}))) return false;
    const theirs = said.values[change.cell];
    return theirs !== change.was && theirs !== change.value;
  }

  hold(change, said) {
    const who = said.authors?.[change.cell] || said.who || "un collègue";
    this.waiting = this.waiting.filter((one) => one !== change);
    this.held.set(change.cell, { mine: change.value, theirs: said.values[change.cell], who });
    this.grid.root.dispatchEvent(new CustomEvent("grid:conflict", { detail: change.cell }));
  }

  release(key) {
    this.held.delete(key);
    this.grid.root.dispatchEvent(new CustomEvent("grid:settled", { detail: key }));
    if (!this.isUnsaved) this.show("fait", "Enregistré");
  }

  // Take the server's document, except where something is still waiting to be sent.
  adopt(said, wrong) {
    const { table, root } = this.grid;
    this.revision = said.revision;
    root.dataset.revision = said.revision;
    if (said.rows) this.adoptRows(said.rows);
    for (const one of this.waiting.filter((change) => this.isConflict(change, said))) this.hold(one, said);
    const ours = new Set(this.waiting.map((one) => one.cell).filter(Boolean));
    for (const [key, value] of Object.entries(said.values ?? {})) {
      this.base.set(key, value);
      if (ours.has(key) || wrong.has(key) || this.held.has(key) || table.errors.has(key)) continue;
      if (table.value(key) !== value) table.set(key, value);
    }
    for (const [name, html] of Object.entries(said.parts ?? {})) {
      for (const part of document.querySelectorAll(`[data-part="${CSS.escape(name)}"]`)) part.innerHTML = html;
    }
    root.dispatchEvent(new CustomEvent("grid:saved", { bubbles: true, detail: said }));
  }

  adoptRows(rows) {
    const { table } = this.grid;
    const coming = new Set(this.waiting.map((one) => one.add).filter(Boolean));
    const going = new Set(this.waiting.map((one) => one.remove).filter(Boolean));
    const moved = this.waiting.some((one) => one.move || one.add);
    for (const [section, keys] of Object.entries(rows)) {
      for (const row of table.rowsOf(section)) {
        if (!keys.includes(row.dataset.row) && !coming.has(row.dataset.row)) table.take(row.dataset.row);
      }
      let after = "";
      for (const key of keys.filter((one) => !going.has(one))) {
        const fresh = !table.row(key);
        if (fresh || (!moved && table.before(key) !== after)) table.place(key, section, after, fresh);
        after = key;
      }
    }
  }

  refused(said) {
    this.takeBack();
    this.failures = 8;
    this.show("echec", said?.error ?? "Refusé : rechargez la page ; ce qui est tapé reste à l’écran.");
    clearTimeout(this.timer);
  }

  keep(fault) {
    this.takeBack();
    this.failures += 1;
    this.show("echec", "Non enregistré : réessai…");
    console.warn("grid:", fault.message);
  }

  // What was sent waits again, before what came after; one change a cell, its last value.
  takeBack() {
    const later = [];
    for (const one of this.waiting) {
      const first = one.cell && this.sent.find((sent) => sent.cell === one.cell);
      if (first) first.value = one.value;
      else later.push(one);
    }
    this.waiting = [...this.sent, ...later];
    this.sent = [];
  }

  wait() { return this.failures ? Math.min(1000 * 2 ** this.failures, LONGEST_WAIT) : PAUSE; }

  show(kind, sentence) {
    if (!this.state) return;
    this.state.dataset.kind = kind;
    if (this.state.textContent !== sentence) this.state.textContent = sentence;
  }

  // Say something in passing, to the eye and to a screen reader.
  say(sentence) {
    const place = this.grid.root.querySelector("[data-grid-said]");
    if (place) place.textContent = sentence;
  }
}
