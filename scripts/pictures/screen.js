/**
 * As much of a terminal as our programs use: text, colors, and a line that is drawn again and again. What it shows is
 * rows of cells, `{char, style}`.
 */
export class Screen {
  #rows = [[]]
  #row = 0
  #column = 0
  #style = {}

  write(text) {
    const parts = text.matchAll(/\u001b\[([?\d;]*)([A-Za-z])|\r|\n|[^\u001b\r\n]/gu)
    for (const [part, parameters, command] of parts) {
      if (command !== undefined) this.#obey(command, parameters)
      else if (part === '\r') this.#column = 0
      else if (part === '\n') this.#down()
      else this.#put(part)
    }
  }

  /** A copy of what stands there now, less empty lines at the end. */
  rows() {
    const copy = this.#rows.map((row) => Array.from(row, (cell) => cell ?? { char: ' ', style: {} }))
    while (copy.length > 0 && copy.at(-1).every(({ char }) => char === ' ')) copy.pop()
    return copy
  }

  #put(char) {
    this.#rows[this.#row][this.#column++] = { char, style: this.#style }
  }

  #down() {
    this.#row++
    this.#rows[this.#row] ??= []
  }

  #obey(command, parameters) {
    const [first = 0] = parameters.split(';').map(Number)
    if (command === 'm') for (const code of parameters.split(';')) this.#paint(Number(code))
    else if (command === 'G') this.#column = Math.max(0, first - 1)
    else if (command === 'A') this.#row = Math.max(0, this.#row - Math.max(1, first))
    else if (command === 'K') this.#clear(first)
  }

  #clear(what) {
    const row = this.#rows[this.#row]
    if (what === 2) row.length = 0
    else if (what === 0) row.length = Math.min(row.length, this.#column)
  }

  #paint(code) {
    if (code === 0) this.#style = {}
    else if (code === 1) this.#style = { ...this.#style, bold: true }
    else if (code === 2) this.#style = { ...this.#style, faint: true }
    else if (code === 22) this.#style = { ...this.#style, bold: false, faint: false }
    else if (code === 39) this.#style = { ...this.#style, color: undefined }
    else if ((code >= 30 && code < 38) || (code >= 90 && code < 98))
      this.#style = { ...this.#style, color: code }
  }
}
