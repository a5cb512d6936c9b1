-- AlterTable
ALTER TABLE "Session" ADD COLUMN     "branch" TEXT;

-- AlterTable
ALTER TABLE "FlowVersion" ADD COLUMN     "authorIds" TEXT[];

-- CreateTable
CREATE TABLE "FlowLock" (
    "key" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "page" TEXT,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "leasedUntil" TIMESTAMPTZ(3) NOT NULL,
    "askedById" TEXT,
    "askedAt" TIMESTAMPTZ(3),

    CONSTRAINT "FlowLock_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "FlowRollout" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "baseVersion" INTEGER,
    "status" TEXT NOT NULL,
    "plan" JSONB NOT NULL,
    "startedById" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "endedById" TEXT,
    "automatic" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "FlowRollout_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "FlowScenario" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "scenario" JSONB NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,
    "changedById" TEXT NOT NULL,

    CONSTRAINT "FlowScenario_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "FlowReplay" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "limit" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "requestedById" TEXT NOT NULL,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL,
    "total" INTEGER NOT NULL DEFAULT 0,
    "done" INTEGER NOT NULL DEFAULT 0,
    "same" INTEGER NOT NULL DEFAULT 0,
    "erased" INTEGER NOT NULL DEFAULT 0,
    "otherwise" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "FlowReplay_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "FlowRollout_key_status_idx" ON "FlowRollout"("key", "status");

-- CreateIndex
CREATE INDEX "FlowScenario_key_idx" ON "FlowScenario"("key");

-- CreateIndex
CREATE INDEX "FlowReplay_key_requestedAt_idx" ON "FlowReplay"("key", "requestedAt");

-- AddForeignKey
ALTER TABLE "FlowLock" ADD CONSTRAINT "FlowLock_key_fkey" FOREIGN KEY ("key") REFERENCES "Flow"("key") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FlowRollout" ADD CONSTRAINT "FlowRollout_key_fkey" FOREIGN KEY ("key") REFERENCES "Flow"("key") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FlowScenario" ADD CONSTRAINT "FlowScenario_key_fkey" FOREIGN KEY ("key") REFERENCES "Flow"("key") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FlowReplay" ADD CONSTRAINT "FlowReplay_key_fkey" FOREIGN KEY ("key") REFERENCES "Flow"("key") ON DELETE RESTRICT ON UPDATE CASCADE;


-- Whoever saved a version before it was kept who else did.
UPDATE "FlowVersion" SET "authorIds" = CASE WHEN "authorId" IS NULL THEN '{}' ELSE ARRAY["authorId"] END;
