-- AlterTable
ALTER TABLE "ServiceType" ADD COLUMN     "flowKey" TEXT;

-- AlterTable
ALTER TABLE "Session" ADD COLUMN     "flowRunId" TEXT;

-- CreateTable
CREATE TABLE "Flow" (
    "key" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Flow_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "FlowVersion" (
    "key" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "definition" JSONB NOT NULL,
    "hash" TEXT NOT NULL,
    "authorId" TEXT,
    "approverId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,
    "publishedAt" TIMESTAMPTZ(3),
    "retiredAt" TIMESTAMPTZ(3),

    CONSTRAINT "FlowVersion_pkey" PRIMARY KEY ("key","version")
);

-- CreateTable
CREATE TABLE "FlowRun" (
    "id" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "outcome" TEXT,
    "state" BYTEA,
    "lastSeq" INTEGER NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "FlowRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "FlowTimer" (
    "flowRunId" TEXT NOT NULL,
    "timerId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "firesAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "FlowTimer_pkey" PRIMARY KEY ("flowRunId","timerId")
);

-- CreateTable
CREATE TABLE "FlowEffect" (
    "flowRunId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "nodeRunId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "payload" BYTEA,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "leasedUntil" TIMESTAMPTZ(3),
    "answeredAt" TIMESTAMPTZ(3),

    CONSTRAINT "FlowEffect_pkey" PRIMARY KEY ("flowRunId","key")
);

-- CreateTable
CREATE TABLE "FlowService" (
    "name" TEXT NOT NULL,
    "titleZh" TEXT NOT NULL,
    "titleEn" TEXT NOT NULL,
    "baseUrl" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "requestSchema" JSONB NOT NULL,
    "responseSchema" JSONB NOT NULL,
    "secretName" TEXT,
    "timeoutMs" INTEGER NOT NULL DEFAULT 5000,
    "maxAttempts" INTEGER NOT NULL DEFAULT 3,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "FlowService_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "FlowTask" (
    "flowRunId" TEXT NOT NULL,
    "nodeRunId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "FlowTask_pkey" PRIMARY KEY ("flowRunId","nodeRunId")
);

-- CreateTable
CREATE TABLE "FlowInvitation" (
    "secretHash" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "flowRunId" TEXT NOT NULL,
    "nodeRunId" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "FlowInvitation_pkey" PRIMARY KEY ("secretHash")
);

-- CreateIndex
CREATE INDEX "FlowVersion_status_publishedAt_idx" ON "FlowVersion"("status", "publishedAt");

-- CreateIndex
CREATE UNIQUE INDEX "FlowRun_sessionId_key" ON "FlowRun"("sessionId");

-- CreateIndex
CREATE INDEX "FlowRun_status_idx" ON "FlowRun"("status");

-- CreateIndex
CREATE INDEX "FlowRun_key_version_idx" ON "FlowRun"("key", "version");

-- CreateIndex
CREATE INDEX "FlowTimer_firesAt_idx" ON "FlowTimer"("firesAt");

-- CreateIndex
CREATE INDEX "FlowEffect_status_dueAt_idx" ON "FlowEffect"("status", "dueAt");

-- CreateIndex
CREATE INDEX "FlowTask_endedAt_createdAt_idx" ON "FlowTask"("endedAt", "createdAt");

-- CreateIndex
CREATE INDEX "FlowInvitation_sessionId_idx" ON "FlowInvitation"("sessionId");

-- AddForeignKey
ALTER TABLE "ServiceType" ADD CONSTRAINT "ServiceType_flowKey_fkey" FOREIGN KEY ("flowKey") REFERENCES "Flow"("key") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FlowVersion" ADD CONSTRAINT "FlowVersion_key_fkey" FOREIGN KEY ("key") REFERENCES "Flow"("key") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FlowRun" ADD CONSTRAINT "FlowRun_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FlowRun" ADD CONSTRAINT "FlowRun_key_version_fkey" FOREIGN KEY ("key", "version") REFERENCES "FlowVersion"("key", "version") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FlowTimer" ADD CONSTRAINT "FlowTimer_flowRunId_fkey" FOREIGN KEY ("flowRunId") REFERENCES "FlowRun"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FlowEffect" ADD CONSTRAINT "FlowEffect_flowRunId_fkey" FOREIGN KEY ("flowRunId") REFERENCES "FlowRun"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
