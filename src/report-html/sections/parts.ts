import { type Html, html } from '../html.js'

/** A section of the page with its heading. */
export function section(id: string, title: string, content: Html): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${content}
</section>
`
}

/** A name and a number or text, as a tile. `colour` is a custom property of the style sheet. */
export function tile(name: string, value: Html | string, note?: string, colour?: string): Html {
  const swatch = colour === undefined ? undefined : html`<span class="swatch ${colour}"></span>`
  const small = note === undefined ? undefined : html`<dd class="note">${note}</dd>`
  return html`<div><dt>${swatch}${name}</dt><dd class="value">${value}</dd>${small}</div>`
}

/** A column's title, and whether it holds numbers. */
export interface Column {
  readonly title: string
  readonly number?: boolean
}

/** A table whose first column names the row. One that scrolls can be reached, and so scrolled, by keyboard. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly (Html | string)[])[],
  size: 'whole' | 'scrolls' = 'whole',
): Html {
  const region = html` role="region" aria-label="${caption}" tabindex="0"`
  const head = columns.map(({ title, number }) => html`<th scope="col"${numberClass(number)}>${title}</th>`)
  const body = rows.map((cells) => {
    const tds = cells.map((cell, index) => {
      const kind = numberClass(columns[index]?.number)
      return index === 0 ? html`<th scope="row"${kind}>${cell}</th>` : html`<td${kind}>${cell}</td>`
    })
    return html`<tr>${tds}</tr>\n`
  })
  return html`<div class="figures ${size}"${size === 'scrolls' ? region : undefined}><table>
<caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody>
</table></div>`
}

/** A chart that the page's script draws, with what it shows in words and its figures as a table. */
export function chart(parts: {
  readonly id: string
  readonly title: string
  readonly words: string
  readonly figures: Html
}): Html {
  return html`<figure>
<figcaption><h3 id="${parts.id}-title">${parts.title}</h3><p id="${parts.id}-words">${parts.words}</p></figcaption>
<div class="chart" id="${parts.id}" role="img" aria-labelledby="${parts.id}-title" aria-describedby="${parts.id}-words"></div>
<details><summary>The figures as a table<span class="unseen">: ${parts.title}</span></summary>
${parts.figures}
</details>
</figure>
`
}

function numberClass(number: boolean | undefined): Html | undefined {
  return number === true ? html` class="number"` : undefined
}
