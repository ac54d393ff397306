import { describe, expect, test } from 'vitest'
import { Faults, undisturbed } from '../../../src/sandbox/faults/plan.js'

function make(...specs: string[]): Faults {
  const faults = new Faults(1)
  for (const spec of specs) faults.add(spec)
  return faults
}

test('without faults nothing is planned', () => {
  expect(make().plan('notifuse', ['a'])).toBe(undisturbed)
})

describe('a fault of requests', () => {
  test('strikes a request that holds a contact it looks at, and points at it', () => {
    const faults = make('422:key=b')
    expect(faults.plan('notifuse', ['a', 'c']).disruption).toBeUndefined()
    expect(faults.plan('notifuse', ['a', 'b', 'c']).disruption).toMatchObject({
      rule: { fault: '422' },
      at: 1,
    })
  })

  test('counts only the requests it looks at', () => {
    const faults = make('500-after:match=^b,nth=2')
    const seen = ['b1', 'a', 'b2', 'b3'].map((key) => faults.plan('connectif', [key]).disruption?.rule.fault)
    expect(seen).toEqual([undefined, undefined, '500-after', undefined])
  })

  test('counts a request once, however many contacts it holds', () => {
    const faults = make('500-after:every=2')
    const seen = [1, 2, 3, 4].map(() => faults.plan('notifuse', ['a', 'b', 'c']).faults)
    expect(seen).toEqual([[], ['500-after'], [], ['500-after']])
  })

  test('keeps to its API', () => {
    const faults = make('500-after:api=connectif')
    expect(faults.plan('notifuse', ['a']).faults).toEqual([])
    expect(faults.plan('connectif', ['a']).faults).toEqual(['500-after'])
  })

  test('gives way to one that was added before, and counts all the same', () => {
    const faults = make('500-after:every=2', '503-before')
    const seen = [1, 2, 3].map(() => faults.plan('notifuse', ['a']).faults)
    expect(seen).toEqual([['503-before'], ['500-after'], ['503-before']])
    expect(faults.list()).toMatchObject([
      { seen: 3, struck: 1 },
      { seen: 3, struck: 3 },
    ])
  })
})

describe('a fault of contacts', () => {
  test('counts contacts, over requests', () => {
    const faults = make('refused:every=3')
    expect([...faults.plan('notifuse', ['a', 'b']).refused]).toEqual([])
    expect([...faults.plan('notifuse', ['c', 'd', 'e', 'f']).refused]).toEqual(['c', 'f'])
  })

  test('that puts ids wrong leaves Connectif alone', () => {
    const faults = make('ids-missing', 'refused')
    expect(faults.plan('connectif', ['a']).faults).toEqual(['refused'])
    expect(faults.plan('notifuse', ['a']).faults).toEqual(['ids-missing', 'refused'])
  })
})

test('slow faults add up, and leave room for another', () => {
  const plan = make('latency:ms=5', 'latency:ms=7', 'late-answer:ms=11', 'reset-after').plan('notifuse', [
    'a',
  ])
  expect(plan).toMatchObject({
    waitBeforeMs: 12,
    waitAfterMs: 11,
    disruption: { rule: { fault: 'reset-after' } },
  })
})

test('faults before the body count heads and connections', () => {
  const faults = make('reset-head:every=2,api=notifuse', 'reset-on-accept:nth=2')
  expect(
    ['notifuse', 'connectif', 'notifuse'].map((api) => faults.atHead(api === 'notifuse' ? api : 'connectif')),
  ).toEqual([undefined, undefined, 'reset-head'])
  expect([faults.atConnection(), faults.atConnection(), faults.atConnection()]).toEqual([
    undefined,
    'reset-on-accept',
    undefined,
  ])
  expect(faults.plan('notifuse', ['a']).faults).toEqual([])
})

test('a fault is taken away by its own handle, by id, or with all others', () => {
  const faults = make('500-after')
  const remove = faults.add({ fault: '503-before' })
  faults.add('429')
  remove()
  remove()
  expect(faults.list().map(({ id, rule }) => [id, rule.fault])).toEqual([
    [1, '500-after'],
    [3, '429'],
  ])
  faults.remove(1)
  expect(faults.plan('notifuse', ['a']).disruption?.rule.fault).toBe('429')
  faults.clear()
  expect(faults.list()).toEqual([])
})
