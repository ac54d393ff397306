import { stripVTControlCharacters } from 'node:util'
import ora from 'ora'
import type { Stream } from '../io.js'

/** One line at the bottom of a terminal that is drawn again and again until it is cleared. */
export interface LiveLine {
  /** Removes the line; what is written afterwards stands where it was. */
  clear(): void
}

/** Spinner and the two spaces after it. */
const beforeText = 3
/** A window that gets narrower does so before the program hears of it: until then lines are cut, not broken. */
const [noWrap, wrap] = ['\u001b[?7l', '\u001b[?7h']
/** Room for the `^C` that a terminal echoes. */
const afterText = 2

/**
 * Draws `text(width)` on a terminal about ten times a second. Whatever else is written to the stream meanwhile is put
 * above the line. `text` must keep to the width that it is given: on that rests that the line never wraps.
 */
export function liveLine(stream: Stream, color: boolean, text: (width: number) => string): LiveLine {
  let drawn = 0
  const spinner = ora({
    stream: mendingResizes(stream, () => {
      const width = drawn
      drawn = 0
      return width
    }),
    color: color ? 'cyan' : false,
    isEnabled: true,
    // It would take Ctrl-C and standard input away from the run.
    discardStdin: false,
    interval: 100,
    suffixText() {
      const line = text(columnsOf(stream) - beforeText - afterText)
      drawn = beforeText + stripVTControlCharacters(line).length
      return `${noWrap}${line}${wrap}`
    },
  })
  spinner.start()
  return { clear: () => void spinner.stop() }
}

/** A terminal that does not know its size (`script` in a CI, `ssh -t` without one) says 0. */
function columnsOf({ columns = 0 }: Stream): number {
  return columns > 0 ? columns : 80
}

/**
 * The terminal as ora sees it. When a window gets narrower, the terminal itself breaks the line that stands there
 * into several, of which ora would clear only the last: here the others are cleared first. `takeDrawn` says how many
 * columns the line took, and 0 once it is cleared.
 */
function mendingResizes(stream: Stream, takeDrawn: () => number): NodeJS.WritableStream {
  const mended = Object.create(stream, {
    columns: { get: () => columnsOf(stream) },
    cursorTo: {
      value(this: NodeJS.WriteStream, column: number): boolean {
        let rows = Math.ceil(takeDrawn() / columnsOf(stream))
        while (--rows > 0) {
          this.clearLine(0)
          this.moveCursor(0, -1)
        }
        return Reflect.apply(Reflect.get(stream, 'cursorTo'), this, [column])
      },
    },
  })
  return mended
}
