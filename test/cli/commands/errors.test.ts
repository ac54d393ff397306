import { describe, expect, test } from 'vitest'
import type { Rooms } from '../../../src/cli/rooms.js'
import { InputError, LockedError } from '../../../src/errors.js'
import { fakeRooms, runWith } from '../fakes.js'

const key = { BULK_API_KEY: 'k-secret' }

function failing(error: Error): Rooms {
  return fakeRooms({ sync: async () => () => Promise.reject(error) })
}

describe('an error', () => {
  test.each([
    [new InputError('in.csv:3: bytes that are not UTF-8', { hint: 'Try --encoding windows-1252.' }), 2],
    [new LockedError('another run is under way (pid 7)'), 5],
  ])('of the user is said in two lines: %s', async (error, code) => {
    const rooms = failing(error)
    const ran = await runWith(rooms, ['bulk', 'upsert', 'in.csv'], key)
    const hint = error.hint === undefined ? '' : `${error.hint}\n`
    expect(ran).toEqual({ code, stdout: '', stderr: `contact-sync: ${error.message}\n${hint}` })
  })

  test('of our own says so and quotes nothing', async () => {
    const rooms = failing(new SyntaxError('Unexpected token in "ann@example.com"'))
    const ran = await runWith(rooms, ['bulk', 'upsert', 'in.csv'], key)
    expect(ran.code).toBe(70)
    expect(ran.stderr).toBe(
      'contact-sync: this is a fault of contact-sync itself (SyntaxError)\n' +
        'Please report it to the project, with the command and what it prints with -v added.\n',
    )
  })

  test('of our own has its stack with -v', async () => {
    const rooms = failing(new TypeError('x is not a function'))
    const { stderr } = await runWith(rooms, ['bulk', 'upsert', 'in.csv', '-v'], key)
    expect(stderr).toMatch(/TypeError: x is not a function\n +at /)
  })

  test('is a JSON event where the log is JSON', async () => {
    const rooms = failing(new InputError('no such file', { hint: 'Look again.' }))
    const { code, stderr } = await runWith(rooms, ['bulk', 'upsert', 'in.csv', '--log-format', 'json'], key)
    expect(code).toBe(2)
    expect(JSON.parse(stderr)).toMatchObject({
      type: 'error',
      code: 'input',
      message: 'no such file',
      hint: 'Look again.',
      exitCode: 2,
    })
  })

  test('cannot steer the terminal', async () => {
    const rooms = failing(new InputError('no column \u001b[31mid'))
    const { stderr } = await runWith(rooms, ['bulk', 'upsert', 'in.csv'], key)
    expect(stderr).toBe('contact-sync: no column \\u{1b}[31mid\n')
  })
})
