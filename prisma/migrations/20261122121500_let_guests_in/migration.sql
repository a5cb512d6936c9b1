-- AlterTable
ALTER TABLE "CallParticipant" ADD COLUMN     "invitationId" TEXT;

-- AlterTable
ALTER TABLE "FlowInvitation" ADD COLUMN     "cookieHash" TEXT,
ADD COLUMN     "decidedAt" TIMESTAMPTZ(3),
ADD COLUMN     "decision" TEXT,
ADD COLUMN     "invitationId" TEXT,
ADD COLUMN     "language" TEXT NOT NULL DEFAULT 'zh-CN',
ADD COLUMN     "leftAt" TIMESTAMPTZ(3),
ADD COLUMN     "nameCommitment" TEXT,
ADD COLUMN     "revokedAt" TIMESTAMPTZ(3),
ADD COLUMN     "title" JSONB;

-- Links that were made before anybody could use them.
UPDATE "FlowInvitation" SET "invitationId" = left("secretHash", 32), "title" = '{"zh-CN": "加入通话", "en": "Join the call"}';
ALTER TABLE "FlowInvitation" ALTER COLUMN "invitationId" SET NOT NULL, ALTER COLUMN "title" SET NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "FlowInvitation_invitationId_key" ON "FlowInvitation"("invitationId");

-- CreateIndex
CREATE UNIQUE INDEX "FlowInvitation_cookieHash_key" ON "FlowInvitation"("cookieHash");
