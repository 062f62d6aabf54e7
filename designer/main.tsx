import './ui/no-eval.ts'
import '@fontsource-variable/inter/wght.css'
import './ui/mantine.css'
import './canvas/react-flow.css'
import './ui/tokens.css'
import './ui/pieces.css'
import './journeys/journeys.css'
import './editor/editor.css'
import './canvas/canvas.css'
import './inspector/inspector.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
