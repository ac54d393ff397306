import { type Concept, concepts } from '../vocabulary.js'

/** `N° Client`, `firstName`, `FECHA_NAC.` → `['n', 'client']`, `['first', 'name']`, `['fecha', 'nac']`. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

/**
 * How files call things in English, Spanish and French, without accents. `=` before a phrase: the whole name must be
 * it, since its words mean other things beside others (`nombre` is a number in French).
 */
const phrases: Readonly<Record<Concept, readonly string[]>> = {
  id: [
    ...[
      '=id',
      '=ref',
      '=code',
      '=uuid',
      '=key',
      'external id',
      'customer id',
      'client id',
      'contact id',
      'user id',
    ],
    ...['customer number', 'customer no', 'member id', 'customer code', 'customer ref'],
    ...[
      '=codigo',
      'id cliente',
      'codigo cliente',
      'numero cliente',
      'numero de cliente',
      'num cliente',
      'n cliente',
    ],
    ...[
      'id client',
      'code client',
      'numero client',
      'numero de client',
      'n client',
      'no client',
      'num client',
    ],
    ...['=identifiant', '=identificador', '=reference', '=referencia', 'id contacto', 'id usuario'],
  ],
  email: [
    'email',
    'e mail',
    'mail',
    'correo',
    'courriel',
    'correo electronico',
    'adresse mail',
    'email address',
    'mel',
  ],
  firstName: [
    ...['first name', 'firstname', 'given name', 'forename', '=first', 'fname', 'name first'],
    ...['=nombre', '=nombres', 'nombre de pila', 'primer nombre', 'prenom', 'prenoms'],
  ],
  lastName: [
    ...['last name', 'lastname', 'surname', 'family name', '=last', 'lname', 'name last'],
    ...['apellido', 'apellidos', '=nom', 'nom de famille', 'nom famille'],
  ],
  fullName: [
    ...['=name', 'full name', 'fullname', 'contact name', 'customer name', 'display name', 'client name'],
    ...[
      'nombre completo',
      'nombre y apellidos',
      'nombre cliente',
      'nom complet',
      'nom et prenom',
      'nom prenom',
    ],
    ...['prenom nom', 'nom client', 'nom du client'],
  ],
  mobile: [
    ...[
      'mobile',
      'mobile phone',
      'mobile number',
      'cell',
      'cell phone',
      'cellphone',
      'sms number',
      'whatsapp',
    ],
    ...[
      'movil',
      'telefono movil',
      'celular',
      'portable',
      'telephone portable',
      'tel portable',
      'tel mobile',
      'gsm',
    ],
  ],
  phone: ['phone', 'phone number', 'telephone', 'telefono', 'tel', 'tlf', 'tfno', '=numero de telephone'],
  birthdate: [
    ...['birthdate', 'birth date', 'date of birth', 'birthday', 'dob', 'born'],
    ...['fecha de nacimiento', 'fecha nacimiento', 'fecha nac', 'f nacimiento', 'nacimiento', 'cumpleanos'],
    ...['date de naissance', 'date naissance', 'naissance', 'ne le', 'nee le', 'anniversaire'],
  ],
  createdAt: [
    ...[
      'created at',
      'created',
      'created on',
      'creation date',
      'signup',
      'signed up',
      'signup date',
      'sign up',
      'registered',
    ],
    ...[
      'registration date',
      'registered at',
      'date added',
      'member since',
      'customer since',
      'joined',
      'joined at',
    ],
    ...[
      'fecha de alta',
      'fecha alta',
      'fecha de creacion',
      'fecha creacion',
      'fecha de registro',
      'fecha registro',
    ],
    ...[
      'alta',
      'socio desde',
      'cliente desde',
      'date d inscription',
      'date inscription',
      'inscrit le',
      'inscription',
    ],
    ...['date de creation', 'date creation', 'cree le', 'client depuis'],
  ],
  newsletter: [
    ...[
      'newsletter',
      'opt in',
      'optin',
      'subscribed',
      'email consent',
      'marketing consent',
      'accepts marketing',
    ],
    ...['email opt in', 'email optin', 'email marketing', 'email marketing consent', 'subscription'],
    ...[
      'boletin',
      'suscrito',
      'suscripcion',
      'acepta publicidad',
      'acepta marketing',
      'consentimiento',
      'publicidad',
    ],
    ...[
      'infolettre',
      'abonne',
      'accepte la publicite',
      'consentement',
      'lettre d information',
      'inscrit newsletter',
    ],
  ],
  sms: [
    'sms',
    'sms consent',
    'sms opt in',
    'sms optin',
    'acepta sms',
    'accepte sms',
    'consentement sms',
    'optin sms',
  ],
  emailStatus: [
    'email status',
    'estado email',
    'estado del email',
    'estado correo',
    'statut email',
    'statut e mail',
  ],
  address: [
    'address',
    'street',
    'postal address',
    'direccion',
    'calle',
    'domicilio',
    'adresse',
    'rue',
    'address 1',
  ],
  postcode: [
    'postcode',
    'post code',
    'postal code',
    'zip',
    'zip code',
    'codigo postal',
    'code postal',
    '=cp',
    '=c p',
  ],
  city: ['city', 'town', 'ciudad', 'poblacion', 'localidad', 'ville', 'commune'],
  region: ['region', 'state', 'province', 'county', 'provincia', 'comunidad autonoma', 'departement'],
  country: ['country', 'country code', 'pais', 'pays', 'codigo pais', 'code pays'],
  language: ['language', 'lang', 'locale', 'idioma', 'lengua', 'langue'],
  timeZone: ['time zone', 'timezone', 'zona horaria', 'huso horario', 'fuseau horaire'],
  latitude: ['latitude', '=lat', 'latitud'],
  longitude: ['longitude', '=lng', '=lon', '=long', 'longitud'],
  avatar: ['avatar', 'photo', 'picture', 'photo url', 'image url', 'foto', 'imagen'],
  gender: ['gender', 'sex', 'sexo', 'genero', 'sexe', 'genre', 'civilite'],
  company: ['company', 'company name', 'organization', 'organisation', 'empresa', 'entreprise', 'societe'],
  points: ['points', 'loyalty points', 'puntos', 'points fidelite', 'points de fidelite', 'puntos fidelidad'],
  tag: ['=tag', '=label', '=etiqueta', '=etiquette'],
  tags: [
    ...[
      'tags',
      'labels',
      'interests',
      'categories',
      'hobbies',
      'etiquetas',
      'intereses',
      'aficiones',
      'categorias',
    ],
    ...['etiquettes', 'interets', 'centres d interet', 'loisirs'],
  ],
  orders: [
    ...[
      'orders',
      'order count',
      'orders count',
      'number of orders',
      'total orders',
      'purchases',
      'nb orders',
    ],
    ...['pedidos', 'numero de pedidos', 'num pedidos', 'total pedidos', 'compras', 'numero de compras'],
    ...['commandes', 'nombre de commandes', 'nb commandes', 'achats', 'nombre d achats'],
  ],
  spent: [
    ...[
      'spent',
      'total spent',
      'revenue',
      'lifetime value',
      'ltv',
      'turnover',
      'total amount',
      'amount spent',
    ],
    ...[
      'importe',
      'importe total',
      'total gastado',
      'gasto',
      'facturacion',
      'ca total',
      'chiffre d affaires',
    ],
    ...['montant', 'montant total', 'depense', 'total depense'],
  ],
}

interface Phrase {
  readonly concept: Concept
  readonly words: readonly string[]
  readonly whole: boolean
}

const known: readonly Phrase[] = concepts.flatMap((concept) =>
  phrases[concept].map((phrase) => {
    return { concept, words: phrase.replace('=', '').split(' '), whole: phrase.startsWith('=') }
  }),
)

/** What a name says that its column holds. `sure`: all of the name says it, or of the last part of a dotted path. */
export interface Reading {
  readonly concept: Concept
  readonly sure: boolean
}

/** The concept whose phrase covers most of the name, the last of several; undefined if none stands in it. */
export function readName(name: string): Reading | undefined {
  const words = wordsOf(name)
  let best: { phrase: Phrase; at: number } | undefined
  for (const phrase of known) {
    const at = placeOf(phrase, words)
    const lead = phrase.words.length - (best?.phrase.words.length ?? 0)
    if (at !== -1 && (lead > 0 || (lead === 0 && at > (best?.at ?? -1)))) best = { phrase, at }
  }
  if (best === undefined) return undefined
  const leaf = wordsOf(name.slice(name.lastIndexOf('.') + 1)).length
  const atEnd = best.at + best.phrase.words.length === words.length
  const covers = best.phrase.words.length
  return { concept: best.phrase.concept, sure: covers === words.length || (atEnd && covers === leaf) }
}

/** The last place at which a phrase stands; -1 if nowhere. */
function placeOf({ words: phrase, whole }: Phrase, words: readonly string[]): number {
  if (whole && phrase.length !== words.length) return -1
  return words.findLastIndex((_, from) => phrase.every((word, at) => word === words[from + at]))
}

const languages = ['es', 'fr'] as const
const telling: Readonly<Record<(typeof languages)[number], RegExp>> = {
  es: /^(nombre|apellidos?|correo|telefono|movil|fecha|ciudad|pais|idioma|codigo|puntos|direccion|cliente|alta|poblacion)$/,
  fr: /^(prenom|nom|courriel|telephone|naissance|ville|pays|langue|adresse|commandes|inscrit|achats|numero|civilite)$/,
}

/** The language that the column names are in, as far as they tell; English if they do not. */
export function languageOf(names: readonly string[]): 'en' | 'es' | 'fr' {
  const words = names.flatMap(wordsOf)
  const counted = languages.map((language) => {
    return { language, count: words.filter((word) => telling[language].test(word)).length }
  })
  const [first] = counted.toSorted((a, b) => b.count - a.count)
  return first === undefined || first.count === 0 ? 'en' : first.language
}
