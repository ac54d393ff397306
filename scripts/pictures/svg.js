const colors = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  34: '#79c0ff',
  35: '#d2a8ff',
  36: '#76e3ea',
  90: '#8b949e',
}
const [cellWidth, lineHeight, margin, bar] = [8.4, 19, 18, 34]

/** Rows of cells as a picture of a terminal window, dark, `columns` wide. */
export function terminalSvg(rows, columns, title) {
  const width = Math.ceil(columns * cellWidth + 2 * margin)
  const height = bar + rows.length * lineHeight + 2 * margin - 6
  const lines = rows.map((row, index) => line(row, bar + margin + index * lineHeight + 10)).filter(Boolean)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">
<rect width="100%" height="100%" rx="10" fill="#0d1117"/>
<g fill="#30363d"><circle cx="20" cy="18" r="6"/><circle cx="40" cy="18" r="6"/><circle cx="60" cy="18" r="6"/></g>
<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14" fill="#c9d1d9">
${lines.join('\n')}
</g>
</svg>
`
}

/** Runs of one style; each has its place and its length, so that columns hold in any font. */
function line(row, y) {
  const runs = []
  for (const [column, { char, style }] of row.entries()) {
    const last = runs.at(-1)
    if (last !== undefined && sameStyle(last.style, style)) last.text += char
    else runs.push({ column, text: char, style })
  }
  return runs
    .filter(({ text }) => text.trim() !== '')
    .map((run) => span(run, y))
    .join('')
}

function span({ column, text, style }, y) {
  const from = column + text.length - text.trimStart().length
  const shown = text.trim()
  const x = round(margin + from * cellWidth)
  const length = round([...shown].length * cellWidth)
  return `<text x="${x}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${attributes(style)}>${escaped(shown)}</text>`
}

function attributes({ bold, faint, color }) {
  return [
    bold ? ' font-weight="bold" fill="#f0f6fc"' : '',
    color === undefined ? '' : ` fill="${colors[color] ?? '#c9d1d9'}"`,
    faint ? ' fill-opacity="0.6"' : '',
  ].join('')
}

function sameStyle(one, other) {
  return one.bold === other.bold && one.faint === other.faint && one.color === other.color
}

function round(value) {
  return Math.round(value * 10) / 10
}

function escaped(text) {
  // Spaces in a row would be drawn as one.
  return text
    .replaceAll(' ', '\u00a0')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
}
