// What nearly every page does: ask for what it shows, and send what was filled in.
import { reactive, type UnwrapNestedRefs } from 'vue'
import { onShow } from '@dcloudio/uni-app'
import { ApiError } from '@/api/call'
import { ActionKey } from '@/api/key'
import { somethingBroke } from '@/words/common'

/** Loading is a page's question to the server: AppPage shows its waiting and its failure. */
export interface Loading<T> {
  data: T | null
  busy: boolean
  fault: ApiError | null
  reload(): Promise<void>
}

/** faultOf makes sure that what is shown has a sentence for people. */
export const faultOf = (e: unknown): ApiError => (e instanceof ApiError ? e : new ApiError(-1, somethingBroke))

/**
 * usePage asks for what a page shows. Call reload() from onLoad; it asks again by
 * itself whenever somebody comes back to the page, and what was shown before stays
 * on it meanwhile.
 */
export function usePage<T>(ask: () => Promise<T>): UnwrapNestedRefs<Loading<T>> {
  let turn = 0
  const page: UnwrapNestedRefs<Loading<T>> = reactive({
    data: null, busy: true, fault: null,
    async reload() {
      const mine = ++turn
      page.busy = true
      try {
        const got = await ask()
        if (mine !== turn) return // a later question is under way
        page.data = got as typeof page.data
        page.fault = null
      } catch (e) {
        if (mine === turn) page.fault = faultOf(e)
      }
      if (mine === turn) page.busy = false
    },
  } as Loading<T>) as UnwrapNestedRefs<Loading<T>>
  onShow(() => { if (!page.busy) void page.reload() }) // not the first time: onLoad has asked already
  return page
}

/** Sending is one action under way: busy refuses a second tap, fault is the refusal. */
export interface Sending<B> {
  busy: boolean
  fault: ApiError | null
  send(body: B): Promise<void>
}

/**
 * useSend sends an action once. The same content sent again after a lost answer
 * keeps its key, so that nothing is done twice; with a name also over a restart.
 */
export function useSend<B, R>(deliver: (body: B, key: string) => Promise<R>, done: (result: R) => void, name = ''): UnwrapNestedRefs<Sending<B>> {
  const key = new ActionKey(name)
  const sending = reactive({
    busy: false, fault: null as ApiError | null,
    async send(body: B) {
      if (sending.busy) return
      sending.busy = true
      sending.fault = null
      try {
        const got = await deliver(body, key.of(body))
        key.over()
        sending.busy = false
        done(got)
      } catch (e) {
        const fault = faultOf(e)
        if (fault.status > 0 && fault.status !== 503) key.over() // it was refused: another try is another action
        sending.fault = fault
        sending.busy = false
      }
    },
  })
  return sending as UnwrapNestedRefs<Sending<B>>
}
