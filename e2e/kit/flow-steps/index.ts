/** Page objects of the steps of flows, for journeys through any of them: what each side does at a step, in either language of the page. */
export { AgentConsent, CustomerConsent } from './consent.ts';
export { AgentConversation } from './conversation.ts';
export { AgentDocument, CustomerDocument } from './document.ts';
export { AgentForm, CustomerForm } from './form.ts';
export {
  AgentFaceMatch,
  AgentIdentityDocument,
  AgentLiveness,
  CustomerFaceMatch,
  CustomerIdentityDocument,
  CustomerLiveness,
  type WrittenCard,
} from './identity.ts';
export { AgentInvite, CustomerInvite } from './invite.ts';
export { AgentQuestion, CustomerQuestion } from './question.ts';
export { AgentRiskAssessment, CustomerRiskAssessment } from './risk-assessment.ts';
export { AgentScript, CustomerScript, readToEnd } from './script.ts';
export { AgentStep, CustomerStep, StepOnPage } from './step-on-page.ts';
export { AgentTask } from './task.ts';
export { CustomerVirtualAgent } from './virtual-agent.ts';
