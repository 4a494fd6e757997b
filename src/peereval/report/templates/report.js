"use strict";
// The buttons of a report. It reads cells and figures that stand in the page, and asks nothing of the network.
// Without it the page is complete and the buttons stay hidden; every word comes from the page.
(function () {
  const french = document.documentElement.lang === "fr";
  const separator = french ? ";" : ","; // what Excel expects in that language
  const said = document.getElementById("said");
  let silence;

  function say(text) {
    said.textContent = text;
    clearTimeout(silence);
    silence = setTimeout(function () { said.textContent = ""; }, 4000);
  }

  // A cell as printed, on one line; what opens a formula gets an apostrophe, as in the other files of the report.
  function words(cell) {
    const text = cell.textContent.replace(/[ \t\r\n]+/g, " ").replace(/^ | $/g, "");
    return /^\s*[=+\-@]/.test(text) ? "'" + text : text;
  }

  // The rows of a table, as wide as it is: a cell over several columns is followed by empty ones.
  function rows(table) {
    return Array.from(table.rows, function (row) {
      return Array.from(row.cells).flatMap(function (cell) {
        return [words(cell)].concat(Array(cell.colSpan - 1).fill(""));
      });
    });
  }

  function quoted(text) {
    return /[";,\t]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }

  function csv(table) {
    const lines = rows(table).map(function (cells) { return cells.map(quoted).join(separator); });
    return "\ufeff" + lines.join("\r\n") + "\r\n"; // the mark tells Excel that the letters are UTF-8
  }

  function tabs(table) {
    return rows(table).map(function (cells) { return cells.join("\t"); }).join("\n");
  }

  function save(content, kind, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type: kind }));
    link.download = name;
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
  }

  // For browsers that keep the clipboard from a page opened as a file.
  function copyByHand(text) {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "quiet";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("copy"));
  }

  function copy(text) {
    const asked = navigator.clipboard ? navigator.clipboard.writeText(text) : Promise.reject(new Error("clipboard"));
    return asked.catch(function () { return copyByHand(text); });
  }

  function bytes(image) {
    return Uint8Array.from(atob(image.src.slice(image.src.indexOf(",") + 1)), function (one) { return one.charCodeAt(0); });
  }

  const acts = {
    copy: function (figure, button) {
      copy(tabs(figure.querySelector("table"))).then(
        function () { button.focus(); say(button.dataset.done); },
        function () { say(said.dataset.refused); },
      );
    },
    csv: function (figure, button) { save(csv(figure.querySelector("table")), "text/csv;charset=utf-8", button.dataset.file); },
    png: function (figure, button) { save(bytes(figure.querySelector("img")), "image/png", button.dataset.file); },
  };

  document.querySelectorAll("button[data-act]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { acts[button.dataset.act](button.closest("figure"), button); });
  });
})();
