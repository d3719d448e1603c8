import './look/look.css';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { registerServiceWorker } from './offline/register.js';
import { router } from './router.js';
import { i18n } from './say/say.js';
import TheApp from './the-app.vue';

createApp(TheApp).use(createPinia()).use(i18n).use(router).mount('#maru');
registerServiceWorker();
