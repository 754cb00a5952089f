/** A CodeRunner question out of Moodle's XML (questiontype.php, import_from_xml, of trampgeek/moodle-qtype_coderunner). */
import { coderunnerImports as say } from '../../messages/import-coderunner.js'
import { gradeImports } from '../../messages/imports.js'
import { type Draft, draftOf, type ImportOptions, type Source } from '../draft.js'
import { fuelOf, memoryOf } from '../limits.js'
import { Notes, refuse } from '../notes.js'
import { element, elements, readXmlFile, type XmlElement } from '../read-xml.js'
import { NEAR_CHECKER, nearChecker } from './expected.js'
import { textIn } from './fields.js'
import { knownTypes, questionType } from './languages.js'
import { testsOf } from './tests.js'

/** CodeRunner's own, where a question says nothing. */
const DEFAULT_SECONDS = 10

/** They change no mark: how the question looks, and what templates and prototypes of its own would use. */
const withoutWeight =
  `questiontext generalfeedback penalty hidden idnumber allowmultiplestdins answerboxcolumns answerboxlines answerpreload
  validateonsave showsource useace resultcolumns iscombinatortemplate testsplitterre acelang sandbox globalextra uiplugin uiparameters
  hidecheck displayfeedback giveupallowed extractcodefromjson prototypeextra maxfilesize filenamesregex filenamesexplain templateparams
  hoisttemplateparams templateparamslang templateparamsevalpertry templateparamsevald twigall attachmentsrequired precheck answerfiles
  tags`.split(/\s+/)

export function importCodeRunner(path: string, source: Source, options: ImportOptions): Draft {
  const quiz = readXmlFile(source, path)
  if (quiz.name !== 'quiz') refuse(path, say.noQuiz)
  const notes = new Notes()
  const all = elements(quiz, 'question')
  const questions = all.filter(({ attributes }) => attributes.type === 'coderunner')
  for (const { attributes } of all) {
    const type = attributes.type ?? ''
    if (type !== 'coderunner' && type !== 'category') notes.warn(`${path}: question`, say.otherQuestion(type))
  }
  const [question, another] = questions
  if (question === undefined) return refuse(path, say.noQuestion)
  if (another !== undefined) refuse(path, say.severalQuestions(questions.map((one) => textIn(one, 'name'))))
  return draftFrom(path, question, options, notes)
}

function draftFrom(path: string, question: XmlElement, options: ImportOptions, notes: Notes): Draft {
  const field = (name: string) => `${path}: ${name}`
  const value = (name: string) => textIn(question, name).trim()
  const taken = (name: string) => {
    if (element(question, name) !== undefined) notes.take(field(name))
    return textIn(question, name)
  }
  if (!['', '0'].includes(value('prototypetype'))) refuse(field('prototypetype'), say.prototype)
  const type = questionType(value('coderunnertype'))
  if (type === undefined) return refuse(field('coderunnertype'), say.type(value('coderunnertype'), knownTypes))
  for (const name of ['template', 'pertesttemplate', 'combinatortemplate']) {
    if (value(name) !== '') refuse(field(name), say.template)
  }
  if (value('language') !== '') refuse(field('language'), say.language(value('language')))
  for (const name of ['prototypetype', 'coderunnertype', 'name', 'grader', 'allornothing', 'defaultgrade']) taken(name)
  for (const name of ['template', 'language']) if (element(question, name) !== undefined) notes.ignore(field(name))
  warnOf(question, path, notes)
  const answer = taken('answer')
  const entry = options.entry ?? type.entry
  const { tests, files } = testsOf(path, question, type, value('grader'), notes)
  const grade = amount(path, question, 'defaultgrade') ?? 1
  const seconds = amount(path, question, 'cputimelimitsecs') || DEFAULT_SECONDS
  const memory = amount(path, question, 'memlimitmb') || undefined
  for (const name of ['cputimelimitsecs', 'memlimitmb']) if (value(name) !== '') notes.take(field(name))
  const usesChecker = tests.some(({ stdout }) => typeof stdout === 'object' && stdout.checker === NEAR_CHECKER)
  return draftOf(
    {
      title: value('name') || gradeImports.title,
      entry,
      limits: {
        fuel: fuelOf(seconds, entry),
        ...(memory === undefined ? {} : { memory: memoryOf(memory, field('memlimitmb'), notes) }),
      },
      groups: [{ name: 'Tests', points: grade, scoring: value('allornothing') === '0' ? 'sum' : 'all', tests }],
      files: {
        ...files,
        ...(usesChecker ? { [NEAR_CHECKER]: Buffer.from(nearChecker) } : {}),
        ...(answer.trim() === '' ? {} : { [`solutions/accepted/${entry}`]: Buffer.from(answer) }),
      },
    },
    notes,
  )
}

function warnOf(question: XmlElement, path: string, notes: Notes): void {
  const field = (name: string) => `${path}: ${name}`
  const value = (name: string) => textIn(question, name).trim()
  const penalties = value('penaltyregime')
  if (penalties !== '' && !/^0([,\s%.0]*)$/.test(penalties)) notes.warn(field('penaltyregime'), say.penalty)
  else if (element(question, 'penaltyregime') !== undefined) notes.ignore(field('penaltyregime'))
  if (!['', '0'].includes(value('attachments'))) notes.warn(field('attachments'), say.attachments)
  else if (element(question, 'attachments') !== undefined) notes.ignore(field('attachments'))
  if (value('sandboxparams') !== '') notes.warn(field('sandboxparams'), say.sandbox(value('sandboxparams')))
  else if (element(question, 'sandboxparams') !== undefined) notes.ignore(field('sandboxparams'))
  const accounted =
    `prototypetype coderunnertype template pertesttemplate combinatortemplate enablecombinator language name grader
    allornothing defaultgrade answer penaltyregime attachments sandboxparams cputimelimitsecs memlimitmb testcases`.split(
      /\s+/,
    )
  for (const { name } of question.children) {
    if (withoutWeight.includes(name)) notes.ignore(field(name))
    else if (!accounted.includes(name)) notes.warn(field(name), gradeImports.unknownField(undefined))
  }
}

function amount(path: string, question: XmlElement, name: string): number | undefined {
  const text = textIn(question, name).trim()
  if (text === '') return undefined
  const value = Number(text)
  return value >= 0 && Number.isFinite(value) ? value : refuse(`${path}: ${name}`, say.badMark(text))
}
