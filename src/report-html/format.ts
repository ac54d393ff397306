import { type Html, html } from './html.js'

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** A whole number for reading, with the number itself for machines: `<data value="1204">1,204</data>`. */
export function count(value: number): Html {
  return html`<data value="${value}">${whole.format(value)}</data>`
}

/** `1 row`, `1,204 rows`. */
export function counted(value: number, one: string, many: string): string {
  return `${whole.format(value)} ${value === 1 ? one : many}`
}

/** A share for reading. What is not nothing never reads 0 %, and what is not all never reads 100 %. */
export function percent(part: number, all: number): string {
  if (part === 0 || all === 0) return '0 %'
  if (part === all) return '100 %'
  const share = (100 * part) / all
  if (share < 0.1) return 'under 0.1 %'
  return share > 99.9 ? 'over 99.9 %' : `${share.toFixed(1)} %`
}

/** A rate per second with three digits or so: `0.04`, `1.67`, `84`, `3,950`. */
export function rate(perSecond: number): string {
  if (perSecond >= 10) return whole.format(perSecond)
  return perSecond === 0 ? '0' : String(Number(perSecond.toPrecision(perSecond >= 1 ? 3 : 2)))
}

/** How long something took: `84 ms`, `1.24 s`, `2 min 5 s`, `3 h 20 min`. */
export function duration(ms: number): string {
  if (ms === 0) return '0 s'
  if (ms < 10) return `${Number(ms.toFixed(1))} ms`
  if (ms < 999.5) return `${Math.round(ms)} ms`
  if (ms < 59_950) return `${Number((ms / 1000).toPrecision(3))} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return units(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  const minutes = Math.round(ms / 60_000)
  if (minutes < 24 * 60) return units(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
  const hours = Math.round(ms / 3_600_000)
  return units(Math.floor(hours / 24), 'd', hours % 24, 'h')
}

/** A point in a run that lasts until `endMs`: `1.5 s` in a short one, `12:04` by the clock, `3 h 20 min` in a long one. */
export function moment(ms: number, endMs: number): string {
  return endMs < 60_000 || endMs >= 2 * 3_600_000 ? duration(ms) : clock(ms)
}

/** `0:07.5`, `12:04`, `1:02:04`. */
function clock(ms: number): string {
  const seconds = Math.floor(Math.round(ms) / 1000)
  const fraction = String((Math.round(ms) % 1000) / 1000).slice(1)
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const minutes = h > 0 ? `${h}:${pad(m)}` : String(m)
  return `${minutes}:${pad(s)}${fraction}`
}

/** An ISO time to the second, in UTC: `2026-03-02 01:00:04 UTC`. */
export function instant(iso: string): Html {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return html`${iso}`
  const text = date.toISOString()
  return html`<time datetime="${text}">${text.slice(0, 10)} ${text.slice(11, 19)} UTC</time>`
}

function units(big: number, bigName: string, small: number, smallName: string): string {
  return small === 0 ? `${big} ${bigName}` : `${big} ${bigName} ${small} ${smallName}`
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
