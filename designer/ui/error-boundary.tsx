import { Component, type ReactNode } from 'react'

interface Props {
  children: ReactNode
  /** What to draw instead; `retry` tries the children again. */
  fallback: (retry: () => void) => ReactNode
}

/** Keeps one broken part from taking the page with it. React asks for a class here. */
export class ErrorBoundary extends Component<Props, { broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError() {
    return { broken: true }
  }

  override render() {
    return this.state.broken ? this.props.fallback(() => this.setState({ broken: false })) : this.props.children
  }
}
