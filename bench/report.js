/** A line for whoever waits. */
export function note(text) {
  process.stderr.write(`${text}\n`)
}

/** A row of the table. `reach`: `{ atLeast }` or `{ atMost }`; left out, there is nothing to reach. */
export function row(what, value, { unit = '', digits = 2, range, reach = {} } = {}) {
  const text = (number) => `${number.toFixed(digits)}${unit}`
  const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = reach
  return {
    what,
    measured:
      range === undefined ? text(value) : `${text(value)} (${text(range.least)} to ${text(range.most)})`,
    reach:
      'atLeast' in reach ? `at least ${text(atLeast)}` : 'atMost' in reach ? `at most ${text(atMost)}` : '',
    reached: value >= atLeast && value <= atMost,
  }
}

export function ratioRow(what, { median, ...range }, options) {
  return row(what, median, { unit: ' ×', range, ...options })
}

/** The table of a README, in Markdown. */
export function table(rows) {
  const lines = rows.map(({ what, measured, reach, reached }) => {
    return `| ${what} | ${measured} | ${reach}${reached ? '' : ' (missed)'} |`
  })
  return ['| case | measured | to reach |', '| --- | --- | --- |', ...lines].join('\n')
}
