// body[data-worker-url]: the service worker that keeps style sheets, scripts and icons; pages never pass through it.
if (document.body.dataset.workerUrl) navigator.serviceWorker?.register(document.body.dataset.workerUrl).catch(() => null);
