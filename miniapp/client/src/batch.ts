// Several tasks of one kind done one after another. Which step may go in a batch is
// the server's word: the act must be offered by each task and ask for nothing.
import { doAct, getTask, type Act, type Schemas } from '@/api/client'
import type { ApiError } from '@/api/call'
import { newKey } from '@/api/key'
import { faultOf } from '@/use'
import { notAlone } from '@/words/batch'

type Card = Schemas['TaskCard']

/** Item is one task of a batch: its act, or why it is done alone; done says what came of it. */
export interface Item { card: Card; act: Act | null; version: number; key: string; done: string; fault: string }

/** alike reports whether two tasks ask for the same step of the same kind of matter. */
export const alike = (a: Card, b: Card) => a.do === b.do && a.object.kind === b.object.kind

/** mayJoin reports whether the server lets a task's step be done without opening its page. */
export const mayJoin = (c: Card) => c.chat === 'act' || c.chat === 'confirm'

/** prepare opens each task, as somebody would who does them one by one. */
export async function prepare(cards: Card[]): Promise<Item[]> {
  const items: Item[] = []
  for (const card of cards) {
    const task = await getTask(card.id)
    const act = task.acts.find((a) => a.do === card.do && a.form.fields.every((f) => !f.required)) ?? null
    items.push({ card, act, version: task.version, key: newKey(), done: '', fault: act ? '' : notAlone })
  }
  return items
}

/** carryOut does what is ready and not done yet; each keeps its key, so nothing is done twice. */
export async function carryOut(items: Item[], say: (item: Item) => void): Promise<void> {
  for (const item of items) {
    if (!item.act || item.done) continue
    try {
      const out = await doAct({ act: item.act, object: item.card.object, version: item.version, task: item.card.id }, {}, item.key)
      item.done = out.say
      item.fault = ''
    } catch (e) {
      const fault: ApiError = faultOf(e)
      item.fault = fault.title
      if (fault.status > 0 && fault.status !== 503) item.key = newKey()
    }
    say(item)
  }
}
