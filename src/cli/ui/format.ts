const thousands = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** `12,345` */
export function count(value: number): string {
  return thousands.format(value)
}

/** `1 row`, `2 rows` */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** `850 ms`, `3.2 s`, `3 min 10 s`, `2 h 5 min`, `3 d 4 h` */
export function timeText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`
  return twoUnits(ms, [' d', ' h', ' min', ' s'])
}

/** The same, short, in whole seconds: `12s`, `3m 10s`, `2h 5m`, `3d 4h` */
export function shortTime(ms: number): string {
  return twoUnits(ms, ['d', 'h', 'm', 's'])
}

/** The two largest units that say something. */
function twoUnits(ms: number, names: readonly [string, string, string, string]): string {
  const seconds = Math.round(ms / 1000)
  const parts = [
    [Math.floor(seconds / 86_400), names[0]],
    [Math.floor(seconds / 3600) % 24, names[1]],
    [Math.floor(seconds / 60) % 60, names[2]],
    [seconds % 60, names[3]],
  ] as const
  const first = parts.findIndex(([value]) => value > 0)
  if (first === -1) return `0${names[3]}`
  const shown = parts.slice(first, first + 2).filter(([value]) => value > 0)
  return shown.map(([value, name]) => `${value}${name}`).join(' ')
}

/** `14:03:59`, on the user's clock. */
export function clockTime(epochMs: number): string {
  const date = new Date(epochMs)
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
}

/** `812 B`, `1.2 MB`: in powers of 1000. */
export function byteText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  const value = bytes / 1000 ** power
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`
}
