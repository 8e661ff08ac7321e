// What the pages of a household read out of its matter.
import type { Schemas } from '@/api/client'
import type { Form, Values } from '@/form'

/** filled puts what a household's matter holds into the form's fields; photos are only added. */
export function filled(form: Form, m: Schemas['Case']): Values {
  const holds: Values = {
    householder: m.householder, phone: m.phone ?? '', words: m.words ?? '', relation: m.relation ?? '', proxy_reason: m.proxy_reason ?? '',
  }
  const values: Values = {}
  for (const f of form.fields) {
    if (f.kind === 'choices') values[f.name] = (f.choices ?? []).filter((c) => (m.hardship ?? []).includes(c.label)).map((c) => c.value)
    else if (holds[f.name]) values[f.name] = holds[f.name]
  }
  return values
}

/** ourTurn reports whether a matter waits for its household: something is missing, and something can be done. */
export const ourTurn = (m: Pick<Schemas['Case'], 'now' | 'acts'>): boolean => (m.now.missing ?? []).length > 0 && m.acts.length > 0
