import type { FlowRole } from '@guichet/workflow';
import { isComponentType } from '@guichet/workflow/components';
import { OwnComponent } from '../../previews/own-component.tsx';
import { GenericStep } from '../generic-step.tsx';
import { ConsentStep, DeviceCheckStep } from './entry-steps.tsx';
import { FormStep } from './form-step.tsx';
import { DocumentStep, HandOverStep, IdentityStep, InviteStep, LivenessStep } from './paper-steps.tsx';
import { Note, type StepCan } from './step-kit.tsx';
import { QuestionStep, RiskStep, ScriptStep, VirtualAgentStep } from './talk-steps.tsx';

/** What a customer or a guest has before them at a step: the words, choices and fields of the step's view, each to be pressed. */
export function CustomerStep(can: StepCan & { readonly role: FlowRole }) {
  const { t, step } = can;
  switch (step.type) {
    case 'consent':
      return <ConsentStep {...can} />;
    case 'device-check':
      return <DeviceCheckStep {...can} />;
    case 'script':
      return <ScriptStep {...can} />;
    case 'question':
      return <QuestionStep {...can} />;
    case 'form':
      return <FormStep {...can} />;
    case 'risk-assessment':
      return <RiskStep {...can} />;
    case 'document':
      return <DocumentStep {...can} />;
    case 'identity-document':
      return <IdentityStep {...can} />;
    case 'liveness':
      return <LivenessStep {...can} />;
    case 'face-match':
      return <Note>{t('step.look')}</Note>;
    case 'invite':
      return <InviteStep {...can} />;
    case 'hand-over':
      return <HandOverStep {...can} />;
    case 'virtual-agent':
      return <VirtualAgentStep {...can} />;
    case 'conversation':
      return <Note>{t('step.talk')}</Note>;
    default:
      if (isComponentType(step.type)) return <OwnComponent step={step} role={can.role} onAct={can.act} />;
      return <GenericStep {...can} />;
  }
}
