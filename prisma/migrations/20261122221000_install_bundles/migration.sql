-- CreateTable
CREATE TABLE "BundleKey" (
    "kid" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "jwk" JSONB NOT NULL,
    "trustedAt" TIMESTAMPTZ(3) NOT NULL,
    "trustedById" TEXT NOT NULL,
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "BundleKey_pkey" PRIMARY KEY ("kid")
);

-- CreateTable
CREATE TABLE "Bundle" (
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "kid" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "file" TEXT NOT NULL,
    "installedAt" TIMESTAMPTZ(3) NOT NULL,
    "installedById" TEXT NOT NULL,
    "content" JSONB NOT NULL,

    CONSTRAINT "Bundle_pkey" PRIMARY KEY ("name","version")
);

-- CreateTable
CREATE TABLE "BundleComponent" (
    "bundleName" TEXT NOT NULL,
    "bundleVersion" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "manifest" JSONB NOT NULL,
    "hash" TEXT NOT NULL,
    "pageSha256" TEXT NOT NULL,
    "page" TEXT NOT NULL,

    CONSTRAINT "BundleComponent_pkey" PRIMARY KEY ("bundleName","bundleVersion","type")
);

-- CreateIndex
CREATE INDEX "BundleComponent_type_idx" ON "BundleComponent"("type");

-- CreateIndex
CREATE INDEX "BundleComponent_pageSha256_idx" ON "BundleComponent"("pageSha256");

-- AddForeignKey
ALTER TABLE "Bundle" ADD CONSTRAINT "Bundle_kid_fkey" FOREIGN KEY ("kid") REFERENCES "BundleKey"("kid") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BundleComponent" ADD CONSTRAINT "BundleComponent_bundleName_bundleVersion_fkey" FOREIGN KEY ("bundleName", "bundleVersion") REFERENCES "Bundle"("name", "version") ON DELETE CASCADE ON UPDATE CASCADE;
