import 'monaco-editor/features/bracketMatching/register'
import 'monaco-editor/features/clipboard/register'
import 'monaco-editor/features/find/register'
import 'monaco-editor/features/folding/register'
import 'monaco-editor/features/format/register'
import 'monaco-editor/features/gotoError/register'
import 'monaco-editor/features/hover/register'
// The feature register of suggestions leaves its controller out; without this line there is no completion and no error.
import 'monaco-editor/editor/contrib/suggest/browser/suggestController'
import { editor, Uri } from 'monaco-editor/editor'
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
import JsonWorker from 'monaco-editor/language/json/json.worker?worker'
import { jsonDefaults } from 'monaco-editor/languages/features/json/register'
import { journeyJsonSchema } from '#core'

self.MonacoEnvironment = {
  getWorker: (_: string, label: string) => (label === 'json' ? new JsonWorker() : new EditorWorker()),
}
jsonDefaults.setDiagnosticsOptions({
  validate: true,
  enableSchemaRequest: false,
  schemas: [{ uri: 'app://journey.json', fileMatch: ['*.journey.json'], schema: journeyJsonSchema() }],
})

editor.defineTheme('throughline-light', {
  base: 'vs',
  inherit: true,
  rules: [],
  colors: { 'editor.background': '#ffffff', 'editorLineNumber.foreground': '#626c7e' },
})
editor.defineTheme('throughline-dark', {
  base: 'vs-dark',
  inherit: true,
  rules: [],
  colors: { 'editor.background': '#15191f', 'editorLineNumber.foreground': '#909aa9' },
})

/** A code editor for one journey's JSON, with completion and checks from the document's schema. */
export function createJsonEditor(element: HTMLElement, id: string, text: string, dark: boolean) {
  const uri = Uri.parse(`file:///${id}.journey.json`)
  editor.getModel(uri)?.dispose()
  const model = editor.createModel(text, 'json', uri)
  const view = editor.create(element, {
    model,
    theme: themeFor(dark),
    automaticLayout: true,
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    fontSize: 12.5,
    fontFamily: "'JetBrains Mono', ui-monospace, Menlo, Consolas, monospace",
    tabSize: 2,
    renderLineHighlight: 'none',
    wordWrap: 'on',
    scrollbar: { verticalScrollbarSize: 10 },
    fixedOverflowWidgets: true,
    ariaLabel: 'JSON',
  })
  return {
    text: () => model.getValue(),
    setText: (next: string) => model.setValue(next),
    setDark: (on: boolean) => editor.setTheme(themeFor(on)),
    onChange: (listen: () => void) => model.onDidChangeContent(listen),
    dispose() {
      view.dispose()
      model.dispose()
    },
  }
}

function themeFor(dark: boolean): string {
  return dark ? 'throughline-dark' : 'throughline-light'
}
