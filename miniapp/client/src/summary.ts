// What was filled in, as it is read once more before it is sent.
import { asked, asPhotos, asText, asTexts, type Field, type Form, type Values } from '@/form'
import * as words from '@/words/summary'

/** Line is one answer: the field it belongs to, its label, the answer in words. */
export interface Line { name: string; label: string; text: string }

function said(f: Field, values: Values, places: Record<string, string>): string {
  const v = values[f.name]
  const label = (x: string) => f.choices?.find((c) => c.value === x)?.label ?? x
  switch (f.kind) {
    case 'choice': return label(asText(v))
    case 'choices': return asTexts(v).map(label).join(words.comma)
    case 'bool': return v === 'true' ? words.yes : v === 'false' ? words.no : ''
    case 'photo': case 'photos': return asPhotos(v).length ? words.photos(asPhotos(v).length) : ''
    case 'region': return places[asText(v)] ?? asText(v)
    case 'id_number': return [asText(v).slice(0, 6), asText(v).slice(6, 14), asText(v).slice(14)].filter(Boolean).join(' ')
    default: return asText(v)
  }
}

/** summary lists what is asked now and what was answered; places names the codes of the regions. */
export const summary = (form: Form, values: Values, places: Record<string, string> = {}): Line[] =>
  form.fields.filter((f) => asked(f, values)).map((f) => ({ name: f.name, label: f.label, text: said(f, values, places) || words.empty }))
