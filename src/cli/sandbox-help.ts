import { faultCatalogue } from '../sandbox/faults/catalogue.js'
import { section } from './help.js'
import { table } from './ui/table.js'
import { wrap } from './ui/wrap.js'

const width = 80

/** Below the options of `contact-sync sandbox`: all that can go wrong, and the limits there are. */
export function sandboxHelp(): string {
  const longest = Math.max(...faultCatalogue.map(({ name }) => name.length))
  const faults = faultCatalogue.flatMap(({ name, description }) =>
    wrap(description, width - 2, `${name.padEnd(longest)}  `),
  )
  return (
    section('Examples', [
      'contact-sync sandbox',
      "contact-sync sandbox --limit 'fixed:calls=100,per=1min' --latency 50ms",
      "contact-sync sandbox --fault 'reset-after:every=10' --fault 'refused:key=c7'",
    ]) +
    section('Limits (<kind>:<setting>=<value>,…)', [
      ...table([
        ['fixed', 'calls=100,per=60s: a window that opens with its first call'],
        ['sliding', 'calls=100,per=60s: so many in any 60 seconds'],
        ['token', 'calls=10,per=1s,burst=50: a bucket that fills by the second'],
        ['none', 'no limit'],
      ]),
      'and api=, headers=, reset=, retry-after=, others=, skew=, vanish-after=, lie=:',
      'see docs/sandbox.md of the project.',
    ]) +
    section('Faults (<name>:<whom>,…)', [
      'Whom: api=, key=, match=<regexp>, share=5%, nth=, every=, first=, after=,',
      'p=5%, times=. Slow ones have ms= and jitter=; 429 and 503 retry-after=.',
      '',
      ...faults,
    ])
  )
}
