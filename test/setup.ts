import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// What runs leave in the user's state folder must not reach the user who runs the tests, nor other tests.
process.env.XDG_STATE_HOME = mkdtempSync(join(tmpdir(), 'contact-sync-state-'))
