import { useEffect } from 'react'
import { linksOf } from '../document/targets.ts'
import { type Editor, journeyOf, useEditor } from '../editor/editor-context.ts'
import type { CheckAnswer, CheckRequest } from './check.worker.ts'

const pauseMs = 300

/** Checks the draft in a worker, shortly after each change of it or of what it refers to. */
export function useChecks() {
  const editor = useEditor()
  useEffect(() => {
    const worker = new Worker(new URL('./check.worker.ts', import.meta.url), { type: 'module' })
    let turn = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    const soon = () => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        turn++
        worker.postMessage(request(editor, turn))
      }, pauseMs)
    }
    worker.addEventListener('message', ({ data }: MessageEvent<CheckAnswer>) => {
      if (data.turn !== turn) return
      const journey = journeyOf(editor)
      editor.ui.setState({
        problems: data.problems,
        checked: { at: Date.now(), steps: Object.keys(journey.nodes).length, links: linksOf(journey).length },
      })
    })
    const stops = [
      editor.document.store.subscribe((now, before) => now.journey !== before.journey && soon()),
      editor.surroundings.subscribe(soon),
    ]
    soon()
    return () => {
      for (const stop of stops) stop()
      clearTimeout(timer)
      worker.terminate()
    }
  }, [editor])
}

function request(editor: Editor, turn: number): CheckRequest {
  const { documents, workspace } = editor.surroundings.getState().catalog
  return { turn, journey: journeyOf(editor), documents: { ...documents }, workspace }
}
