// Going from page to page. People's links are short (t/ID); the table says which
// page each opens, and the same names are used inside: go('t/ID').

/** pages maps the first word of a link to its page; the chat and the cards write these links. */
export const pages = {
  home: 'home', tasks: 'tasks', t: 'task', mine: 'progress', c: 'case', apply: 'apply', lists: 'lists', p: 'list', q: 'poster',
  objections: 'objections', o: 'objection', r: 'roster', s: 'sheet', sealed: 'sealed', b: 'bundle', messages: 'messages', me: 'me', login: 'login',
  today: 'today', help: 'help', cases: 'cases', standin: 'standin', people: 'people', policy: 'policy', gallery: 'gallery',
  desk: 'desk', rosters: 'rosters', boards: 'boards', handling: 'handling', rounds: 'rounds', quotas: 'quotas', plan: 'plan', alerts: 'alerts',
  grants: 'grants', announcements: 'announcements', g: 'announcement',
} as const

/** Name is the first word of a link. */
export type Name = keyof typeof pages

/** Link is what go() takes: a name, an id where the page shows one thing, a query. */
export type Link = Name | `${Name}/${string}` | `${Name}?${string}`

/** pageOf translates a link to the address of its page; '' for a link nobody knows. */
export function pageOf(link: string): string {
  const m = /^\/?([a-z]+)(?:\/([^/?]+))?(?:\?(.*))?$/.exec(link)
  const name = m?.[1] ?? ''
  if (!Object.keys(pages).includes(name)) return ''
  const query = [m?.[2] ? `id=${m[2]}` : '', m?.[3] ?? ''].filter(Boolean).join('&')
  return `/pages/${pages[name as Name]}/index${query ? `?${query}` : ''}`
}

/** go opens a page above this one; with ten pages open WeChat opens no further one, so it replaces. */
export function go(link: Link): void {
  const url = pageOf(link)
  if (!url) return
  if (link === 'home') uni.reLaunch({ url })
  else if (getCurrentPages().length >= 9) uni.redirectTo({ url })
  else uni.navigateTo({ url })
}

/** instead opens a page in place of this one. */
export const instead = (link: Link) => uni.redirectTo({ url: pageOf(link) })

/** goBack returns to the page before, or to the first page where there is none. */
export function goBack(): void {
  if (getCurrentPages().length > 1) uni.navigateBack()
  else go('home')
}

/** setTitle writes the title bar of the page. */
export const setTitle = (title: string) => uni.setNavigationBarTitle({ title })

/** toTop shows the beginning of the page, where messages stand. */
export const toTop = () => uni.pageScrollTo({ scrollTop: 0, duration: 0 })

/** showField brings a field into view. */
export function showField(id: string): void {
  // #ifdef H5
  document.getElementById(id)?.scrollIntoView({ block: 'center' })
  // #endif
  // #ifdef MP-WEIXIN
  uni.pageScrollTo({ selector: `.app-page >>> #${id}`, duration: 0 })
  // #endif
}

/** showPart brings the beginning of a part to the top of the screen. */
export function showPart(id: string): void {
  // #ifdef H5
  document.getElementById(id)?.scrollIntoView({ block: 'start' })
  // #endif
  // #ifdef MP-WEIXIN
  uni.pageScrollTo({ selector: `.app-page >>> #${id}`, duration: 0 })
  // #endif
}

/** dial opens the telephone with the number. */
export const dial = (number: string) => uni.makePhoneCall({ phoneNumber: number, fail: () => undefined })

/** readShortLinks lets the addresses people get (#/t/ID) open their pages; called before the router is made. */
export function readShortLinks(): void {
  // #ifdef H5
  const translate = () => {
    const page = pageOf(window.location.hash.replace(/^#/, ''))
    if (page) window.history.replaceState(window.history.state, '', `#${page}`)
  }
  translate()
  // A link put into the address of an open page: the router must never see the short form.
  window.addEventListener('popstate', translate)
  window.addEventListener('hashchange', translate)
  // #endif
}

/** linkOf reads a link that came with a message (/c/ID); null for one that leads to no page of ours. */
export const linkOf = (text: string): Link | null => (pageOf(text) ? (text.replace(/^\//, '') as Link) : null)
