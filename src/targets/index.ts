import { connectif } from './connectif/index.js'
import { notifuse } from './notifuse/index.js'
import type { Target } from './target.js'

/** Every API that contacts can be sent to. A new one is a folder beside these and a line here. */
export const targets = [notifuse, connectif] as const satisfies readonly Target[]
