import { Component, type ReactNode } from 'react';
import { Button } from '../design/button';
import { EmptyState } from '../design/empty-state';

interface ScreenGuardProps {
  /** Another screen starts afresh. */
  readonly screen: string;
  readonly children: ReactNode;
}

interface ScreenGuardState {
  readonly screen: string;
  readonly trouble: string | undefined;
}

/** Keeps a bug in one screen from taking the header, and STOP, with it. */
export class ScreenGuard extends Component<ScreenGuardProps, ScreenGuardState> {
  override state: ScreenGuardState = { screen: this.props.screen, trouble: undefined };

  static getDerivedStateFromError(thrown: unknown): Partial<ScreenGuardState> {
    return { trouble: thrown instanceof Error ? thrown.message : String(thrown) };
  }

  static getDerivedStateFromProps(props: ScreenGuardProps, state: ScreenGuardState): Partial<ScreenGuardState> | null {
    return props.screen === state.screen ? null : { screen: props.screen, trouble: undefined };
  }

  override render(): ReactNode {
    const { trouble } = this.state;
    if (trouble === undefined) return this.props.children;
    return (
      <EmptyState title="This screen met an error of its own" action={<Button onClick={() => { this.setState({ trouble: undefined }); }}>Draw it again</Button>}>
        {trouble}. STOP, the other screens and the training go on. Please report it.
      </EmptyState>
    );
  }
}
